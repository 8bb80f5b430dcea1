package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;

/** Any bytes from a broker, in any pieces. */
final class PacketFuzzTest {

  private static final byte[] MARK = {'M', 'A', 'R', 'K'};
  private static final int CHUNK = 768;
  private static final int MOST = 2 * PacketGate.MAX_PACKET;

  /**
   * The first byte says how the bytes are cut, the second how many zeros follow. What passes are
   * bounded packets, each of which the library understands or declares to be broken.
   */
  @FuzzTest(maxDuration = "2m")
  void packets(byte[] input) {
    check(input, ProtocolVersion.V3_1_1);
  }

  /** The same with MQTT 5. */
  @FuzzTest(maxDuration = "2m")
  void packets5(byte[] input) {
    check(input, ProtocolVersion.V5);
  }

  private static void check(byte[] input, ProtocolVersion version) {
    if (input.length < 2) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(input, 2, input.length + CHUNK * (input[1] & 0xFF));
    byte[] whole = through(sent, 0, version);
    assertArrayEquals(whole, through(sent, input[0] & 0xFF, version), "pieces change what passes");
    int at = 0;
    while (at < whole.length) {
      int length = length(whole, at);
      assertTrue(length <= MOST, "a packet of " + length);
      byte[] packet = Arrays.copyOfRange(whole, at, Math.min(at + length, whole.length));
      if (packet.length == length) {
        understand(packet, version);
      }
      at += length;
    }
  }

  private static void understand(byte[] packet, ProtocolVersion version) {
    try {
      if (version == ProtocolVersion.V5) {
        org.eclipse.paho.mqttv5.common.packet.MqttWireMessage.createWireMessage(packet);
      } else {
        MqttWireMessage.createWireMessage(packet);
      }
    } catch (MqttException | org.eclipse.paho.mqttv5.common.MqttException declared) {
      // The library ends the connection.
    }
  }

  /** Bytes of the packet that begins there; one that is cut off counts whole. */
  private static int length(byte[] bytes, int from) {
    int length = 0;
    int at = from + 1;
    for (int shift = 0; shift < 28 && at < bytes.length; shift += 7) {
      int b = bytes[at++];
      length |= (b & 127) << shift;
      if (b >= 0) {
        return at - from + length;
      }
    }
    return bytes.length - from;
  }

  /** What passes until the stream ends, or until the gate ends it. */
  private static byte[] through(byte[] sent, int cut, ProtocolVersion version) {
    AtomicLong refused = new AtomicLong();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream gate =
        new PacketGate(new Pieces(sent, cut), version, MARK, refused, _ -> {})) {
      byte[] buffer = new byte[cut == 0 ? 4096 : 1 + cut * 37];
      while (true) {
        try {
          int count = gate.read(buffer, 0, buffer.length);
          if (count < 0) {
            return out.toByteArray();
          }
          out.write(buffer, 0, count);
        } catch (SocketTimeoutException again) {
          // What the library does: it tries again.
        }
      }
    } catch (IOException declared) {
      return out.toByteArray();
    }
  }

  /** Comes in pieces, with a time-out between two of them. */
  private static final class Pieces extends InputStream {
    private final SocketTimeoutException pause = new SocketTimeoutException();
    private final byte[] bytes;
    private final int cut;
    private int at;
    private int left;

    Pieces(byte[] bytes, int cut) {
      this.bytes = bytes;
      this.cut = cut;
      this.left = piece();
    }

    private int piece() {
      return cut == 0 ? Integer.MAX_VALUE : cut;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at == bytes.length) {
        return -1;
      }
      if (left == 0) {
        left = piece();
        throw pause;
      }
      int count = Math.min(Math.min(length, left), bytes.length - at);
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      left -= count;
      return count;
    }
  }
}
