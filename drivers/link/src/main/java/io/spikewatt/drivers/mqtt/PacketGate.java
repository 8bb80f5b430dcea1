package io.spikewatt.drivers.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bounds every packet before the library allocates memory for it. A mark replaces an oversized
 * message's payload, so that the library still acknowledges it; any other oversized packet ends the
 * connection. Packets of MQTT 5 lose their properties (see {@link PlainAnswer}). A read may time
 * out anywhere; the next one resumes. Confined to the reading thread.
 */
final class PacketGate extends InputStream {

  /** Largest PUBLISH packet that passes whole, bytes after the fixed header. */
  static final int MAX_PACKET = 64 * 1024;

  /** Largest other packet, bytes after the fixed header: an answer to a few thousand topics. */
  static final int MAX_ANSWER = 4 * 1024;

  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;

  /** CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP. */
  private static final Set<Integer> FROM_BROKERS = Set.of(2, PUBLISH, 4, 5, 6, 7, 9, 11, 13);

  /** Paho's check of topics is wrong about all characters from here on, emojis among them. */
  private static final int UNREADABLE_FROM = 0xFDD0;

  private static final int DELETE = 0x7F;

  /** Type, and the first byte of the length. */
  private static final int SHORTEST_HEAD = 2;

  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final ProtocolVersion version;
  private final byte[] mark;
  private final AtomicLong refused;
  private final Consumer<BrokerLimits> limits;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] scratch = new byte[4096];

  /** Bytes of the current packet that are needed to decide on it. */
  private int needed = SHORTEST_HEAD;

  private byte[] ready = NOTHING;
  private int readyFrom;

  /** Bytes of the current packet that go through as they are. */
  private int pass;

  /** Bytes of the current packet to discard. */
  private int skip;

  /** {@code mark} replaces and {@code refused} counts payloads; {@code limits} are the broker's. */
  PacketGate(
      InputStream in,
      ProtocolVersion version,
      byte[] mark,
      AtomicLong refused,
      Consumer<BrokerLimits> limits) {
    this.in = in;
    this.version = version;
    this.mark = mark;
    this.refused = refused;
    this.limits = limits;
  }

  @Override
  public int read() throws IOException {
    while (true) {
      if (skip > 0) {
        int count = in.read(scratch, 0, Math.min(skip, scratch.length));
        if (count < 0) {
          return -1;
        }
        skip -= count;
      } else if (readyFrom < ready.length) {
        return ready[readyFrom++] & 0xFF;
      } else {
        int b = in.read();
        if (b < 0) {
          return -1;
        }
        if (pass > 0) {
          pass--;
          return b;
        }
        head.write(b);
        if (head.size() >= needed) {
          inspect(head.toByteArray());
        }
      }
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (pass > 0 && skip == 0 && readyFrom >= ready.length) {
      int count = in.read(bytes, offset, Math.min(length, pass));
      pass -= Math.max(0, count);
      return count;
    }
    int b = read();
    if (b < 0) {
      return -1;
    }
    bytes[offset] = (byte) b;
    return 1;
  }

  @Override
  public int available() throws IOException {
    return ready.length - readyFrom + (skip > 0 ? 0 : in.available());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Decides as soon as enough of the packet has arrived. */
  private void inspect(byte[] packet) throws IOException {
    int lengthEnd = lengthEnd(packet);
    if (lengthEnd < 0) {
      needed = packet.length + 1;
      return;
    }
    int length = remainingLength(packet, lengthEnd);
    int type = (packet[0] & 0xFF) >> 4;
    if (type == PUBLISH) {
      inspectMessage(packet, lengthEnd, length);
      return;
    }
    if (length > MAX_ANSWER) {
      throw new IOException(
          "packet of type %d has %d bytes, expected at most %d"
              .formatted(type, length, MAX_ANSWER));
    }
    boolean five = version == ProtocolVersion.V5;
    if (!(five ? PlainAnswer.TYPES : FROM_BROKERS).contains(type)) {
      throw new IOException("packet of type " + type + ", which no broker sends");
    }
    if (!five) {
      deliver(packet);
      pass = length;
      return;
    }
    needed = lengthEnd + length;
    if (packet.length >= needed) {
      PlainAnswer answer = PlainAnswer.of(packet, lengthEnd);
      if (type == CONNACK) {
        limits.accept(answer.limits());
      }
      deliver(answer.bytes());
    }
  }

  private void inspectMessage(byte[] packet, int lengthEnd, int length) throws IOException {
    int qos = packet[0] >> 1 & 3;
    // Never subscribed; the library would keep each such message until the broker releases it.
    if (qos > 1) {
      throw new IOException("a message of a quality of service of " + qos);
    }
    int kept = 2;
    if (packet.length >= lengthEnd + 2) {
      int topic = ((packet[lengthEnd] & 0xFF) << 8) | (packet[lengthEnd + 1] & 0xFF);
      kept += topic + (qos > 0 ? 2 : 0);
    }
    if (kept > length) {
      throw new IOException("a packet is shorter than its topic");
    }
    needed = lengthEnd + kept;
    if (packet.length < needed) {
      return;
    }
    int properties = 0;
    if (version == ProtocolVersion.V5) {
      if (kept == (qos > 0 ? 4 : 2)) {
        throw new IOException("a message without a topic");
      }
      properties = properties(packet, needed, lengthEnd + length);
    }
    if (packet.length < needed) {
      return;
    }
    int payload = lengthEnd + length - packet.length - properties;
    if (payload < 0) {
      throw new IOException("a packet is shorter than its properties");
    }
    makeReadable(packet, lengthEnd + 2, lengthEnd + kept - (qos > 0 ? 2 : 0));
    byte[] start = Arrays.copyOfRange(packet, lengthEnd, lengthEnd + kept);
    if (length <= MAX_PACKET) {
      deliver(message(packet[0], start, NOTHING, payload));
      skip = properties;
      pass = payload;
    } else {
      refused.incrementAndGet();
      deliver(message(packet[0], start, mark, mark.length));
      skip = properties + payload;
    }
  }

  /** Length of the properties from their length field on; arbitrary while more bytes are needed. */
  private int properties(byte[] packet, int from, int end) throws IOException {
    int length = 0;
    for (int i = 0; i < Math.min(4, end - from); i++) {
      needed = from + i + 1;
      if (packet.length < needed) {
        return 0;
      }
      int b = packet[from + i];
      length |= (b & 127) << (7 * i);
      if (b >= 0) {
        return length;
      }
    }
    throw new IOException("the length of the properties does not end");
  }

  /**
   * Puts question marks, so that it has no reader, into a topic that kills the library's thread.
   */
  private static void makeReadable(byte[] packet, int from, int to) {
    String topic = new String(packet, from, to - from, StandardCharsets.UTF_8);
    if (topic.codePoints().allMatch(c -> c < UNREADABLE_FROM && !Character.isISOControl(c))) {
      return;
    }
    for (int i = from; i < to; i++) {
      // Beyond ASCII a byte is negative.
      packet[i] = packet[i] < ' ' || packet[i] == DELETE ? (byte) '?' : packet[i];
    }
  }

  /**
   * A message without properties.
   *
   * @param start topic, and number with a QoS of 1
   * @param payload the known part of the payload
   * @param length bytes of the payload
   */
  private byte[] message(byte type, byte[] start, byte[] payload, int length) {
    boolean five = version == ProtocolVersion.V5;
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(type);
    writeLength(message, start.length + (five ? 1 : 0) + length);
    message.writeBytes(start);
    if (five) {
      message.write(0);
    }
    message.writeBytes(payload);
    return message.toByteArray();
  }

  /** Writes a remaining length, seven bits a byte. */
  static void writeLength(ByteArrayOutputStream packet, int length) {
    int left = length;
    do {
      packet.write(left > 127 ? (left & 127) | 128 : left);
      left >>= 7;
    } while (left > 0);
  }

  private void deliver(byte[] bytes) {
    ready = bytes;
    readyFrom = 0;
    head.reset();
    needed = SHORTEST_HEAD;
  }

  /** Index after the remaining-length field; -1 while it is not complete. */
  private static int lengthEnd(byte[] packet) throws IOException {
    for (int i = 1; i < packet.length; i++) {
      if (packet[i] >= 0) {
        return i + 1;
      }
      if (i == 4) {
        throw new IOException("a packet's length has more than four bytes");
      }
    }
    return -1;
  }

  private static int remainingLength(byte[] packet, int lengthEnd) {
    int length = 0;
    for (int i = lengthEnd - 1; i >= 1; i--) {
      length = (length << 7) | (packet[i] & 127);
    }
    return length;
  }
}
