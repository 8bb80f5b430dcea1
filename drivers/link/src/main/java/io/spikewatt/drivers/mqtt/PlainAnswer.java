package io.spikewatt.drivers.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * A broker's answer of MQTT 5 without its properties. The library allocates what a property
 * announces, misreads some, and its reading thread dies of others (eclipse-paho/paho.mqtt.java
 * issues 1006 and 1042), so it gets none but those that decide what it sends.
 *
 * @param bytes a whole packet
 * @param limits of a CONNACK
 */
record PlainAnswer(byte[] bytes, BrokerLimits limits) {

  private static final int CONNACK = 2;
  private static final int PUBACK = 4;
  private static final int SUBACK = 9;
  private static final int PINGRESP = 13;
  private static final int DISCONNECT = 14;

  /** Without QoS 2, extended authentication and unsubscribing, which we do not use. */
  static final Set<Integer> TYPES = Set.of(CONNACK, PUBACK, SUBACK, PINGRESP, DISCONNECT);

  private static final int UNSUPPORTED_VERSION = 0x84;

  /** The same in 3.1.1. */
  private static final int UNACCEPTABLE_VERSION = 1;

  private static final int FAILED_FROM = 0x80;

  private static final int SERVER_KEEP_ALIVE = 0x13;
  private static final int RECEIVE_MAXIMUM = 0x21;
  private static final int MAXIMUM_QOS = 0x24;
  private static final int RETAIN_AVAILABLE = 0x25;
  private static final int MAXIMUM_PACKET_SIZE = 0x27;

  /**
   * @param packet a whole packet of one of the {@link #TYPES}
   * @param from where its fixed header ends
   * @throws VersionRefused if the broker does not speak this version
   * @throws IOException if the packet is broken
   */
  static PlainAnswer of(byte[] packet, int from) throws IOException {
    Reader in = new Reader(packet, from);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BrokerLimits limits = BrokerLimits.UNKNOWN;
    switch ((packet[0] & 0xFF) >> 4) {
      case CONNACK -> limits = connected(in, body);
      case PUBACK -> {
        body.writeBytes(in.bytes(2));
        if (!in.atEnd()) {
          body.write(in.number(1));
        }
      }
      case SUBACK -> subscribed(in, body);
      case DISCONNECT -> body.write(in.atEnd() ? 0 : in.number(1));
      default -> {
        // A PINGRESP has no body.
      }
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    plain.write(packet[0]);
    PacketGate.writeLength(plain, body.size());
    plain.writeBytes(body.toByteArray());
    return new PlainAnswer(plain.toByteArray(), limits);
  }

  private static BrokerLimits connected(Reader in, ByteArrayOutputStream body) throws IOException {
    in.number(1);
    int code = in.number(1);
    // An answer of 3.1.1 ends here; some brokers put its code into one of 5.
    if (in.atEnd() || code == UNSUPPORTED_VERSION || code == UNACCEPTABLE_VERSION) {
      throw new VersionRefused();
    }
    // We never continue a session.
    body.write(0);
    body.write(code);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int unconfirmed = BrokerLimits.UNKNOWN.unconfirmed();
    long packetBytes = BrokerLimits.UNKNOWN.packetBytes();
    Reader properties = in.part(in.length());
    while (!properties.atEnd()) {
      int id = properties.number(1);
      byte[] value = properties.value(id);
      switch (id) {
        case RECEIVE_MAXIMUM -> unconfirmed = Math.max(1, (int) number(value));
        case MAXIMUM_PACKET_SIZE -> packetBytes = number(value);
        case SERVER_KEEP_ALIVE, MAXIMUM_QOS, RETAIN_AVAILABLE -> {
          kept.write(id);
          kept.writeBytes(value);
        }
        default -> {
          // Not needed.
        }
      }
    }
    body.write(kept.size());
    body.writeBytes(kept.toByteArray());
    return new BrokerLimits(unconfirmed, packetBytes);
  }

  private static void subscribed(Reader in, ByteArrayOutputStream body) throws IOException {
    body.writeBytes(in.bytes(2));
    in.part(in.length());
    body.write(0);
    while (!in.atEnd()) {
      int code = in.number(1);
      // The library takes the reasons that it does not know for the end of the connection.
      body.write(Math.min(code, FAILED_FROM));
    }
  }

  private static long number(byte[] value) {
    long number = 0;
    for (byte b : value) {
      number = (number << 8) | (b & 0xFF);
    }
    return number;
  }

  /** Reads a part of a packet; reading beyond its end is an error. */
  private static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int from) {
      this(bytes, from, bytes.length);
    }

    private Reader(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    boolean atEnd() {
      return at >= end;
    }

    byte[] bytes(int count) throws IOException {
      if (count > end - at) {
        throw new IOException("a packet is shorter than its contents");
      }
      at += count;
      return Arrays.copyOfRange(bytes, at - count, at);
    }

    int number(int count) throws IOException {
      return (int) PlainAnswer.number(bytes(count));
    }

    /** A length of one to four bytes. */
    int length() throws IOException {
      int length = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        int b = number(1);
        length |= (b & 127) << shift;
        if (b < 128) {
          return length;
        }
      }
      throw new IOException("a length has more than four bytes");
    }

    Reader part(int length) throws IOException {
      int from = at;
      bytes(length);
      return new Reader(bytes, from, at);
    }

    /**
     * Value of a property: one, two or four bytes, a length, a text or binary data, or two texts.
     */
    byte[] value(int property) throws IOException {
      return switch (property) {
        case 0x01, 0x17, 0x19, MAXIMUM_QOS, RETAIN_AVAILABLE, 0x28, 0x29, 0x2A -> bytes(1);
        case SERVER_KEEP_ALIVE, RECEIVE_MAXIMUM, 0x22, 0x23 -> bytes(2);
        case 0x02, 0x11, 0x18, MAXIMUM_PACKET_SIZE -> bytes(4);
        case 0x0B -> {
          length();
          yield new byte[0];
        }
        case 0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> bytes(number(2));
        case 0x26 -> {
          bytes(number(2));
          yield bytes(number(2));
        }
        default -> throw new IOException("there is no property " + property);
      };
    }
  }
}
