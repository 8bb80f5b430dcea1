package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketGateTest {

  static final byte[] MARK = {'M', 'A', 'R', 'K'};
  final AtomicLong refused = new AtomicLong();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 121, 122, 127, 128, 16_383, 16_384, 65_530})
  void aPacketWithinTheLimitGoesThroughUnchanged(int payload) throws IOException {
    byte[] packet = publish(1, "ab", payload);
    assertArrayEquals(packet, through(new ByteArrayInputStream(packet)));
    assertEquals(0, refused.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aPacketBeyondTheLimitLosesItsPayloadAndTheNextOneIsWhole(int qos) throws IOException {
    byte[] big = publish(qos, "topic", 10_000_000);
    byte[] next = publish(qos, "next", 3);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(big);
    both.write(next);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(big[0]);
    expected.write(2 + 5 + (qos > 0 ? 2 : 0) + MARK.length);
    expected.write(big, 5, 2 + 5 + (qos > 0 ? 2 : 0));
    expected.write(MARK);
    expected.write(next);
    assertArrayEquals(
        expected.toByteArray(), through(new ByteArrayInputStream(both.toByteArray())));
    assertEquals(1, refused.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void onlyAMessageMayBeLong(int type) throws IOException {
    byte[] announced = {(byte) (type << 4), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    IOException refusal =
        assertThrows(IOException.class, () -> through(new ByteArrayInputStream(announced)));
    assertEquals(
        "packet of type " + type + " has 268435455 bytes, expected at most 4096",
        refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, 6, 7, 9, 11, 13})
  void theLongestAnswerPasses(int type) throws IOException {
    byte[] longest = longest(type);
    assertArrayEquals(longest, through(new ByteArrayInputStream(longest)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 10, 12, 14, 15})
  void aPacketThatOnlyAClientSendsEndsTheConnection(int type) {
    IOException refusal =
        assertThrows(IOException.class, () -> through(new ByteArrayInputStream(longest(type))));
    assertEquals("packet of type " + type + ", which no broker sends", refusal.getMessage());
  }

  private static byte[] longest(int type) {
    byte[] longest = new byte[3 + PacketGate.MAX_ANSWER];
    longest[0] = (byte) (type << 4);
    longest[1] = (byte) 0x80;
    longest[2] = 32;
    return longest;
  }

  /** An emoji, a halfwidth letter, a variation selector, and others that brokers pass on. */
  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE00", "\uFF76", "\u2600\uFE0F", "\uFFFD", "\u0001", "\u0085"})
  void aTopicThatTheLibraryDiesOfGetsQuestionMarks(String bad) throws Exception {
    byte[] packet = publish(1, "mode/" + bad + "x", 3);
    byte[] passed = through(new ByteArrayInputStream(packet));
    assertEquals(packet.length, passed.length);
    MqttPublish message =
        assertInstanceOf(MqttPublish.class, MqttWireMessage.createWireMessage(passed));
    int bytes = bad.getBytes(StandardCharsets.UTF_8).length;
    assertEquals("mode/" + "?".repeat(bytes) + "x", message.getTopicName());
    assertEquals(0x1234, message.getMessageId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "K\u00FCche/\u6e29\u5ea6"})
  void aReadableTopicPassesAsItIs(String topic) throws Exception {
    byte[] packet = publish(0, topic, 3);
    byte[] passed = through(new ByteArrayInputStream(packet));
    assertArrayEquals(packet, passed);
    assertEquals(topic, ((MqttPublish) MqttWireMessage.createWireMessage(passed)).getTopicName());
  }

  @Test
  void aQualityOfServiceThatDoesNotExistEndsTheConnection() throws IOException {
    byte[] packet = publish(3, "a", 3);
    assertThrows(IOException.class, () -> through(new ByteArrayInputStream(packet)));
  }

  @Test
  void aReadThatTimesOutBeforeAnyByteIsResumed() throws IOException {
    byte[] packet = publish(1, "topic", 70_000);
    byte[] plain = through(new ByteArrayInputStream(packet));
    assertArrayEquals(plain, through(new Stuttering(packet)));
  }

  @Test
  void aBrokenLengthIsAnError() {
    byte[] packet = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1};
    assertThrows(IOException.class, () -> through(new ByteArrayInputStream(packet)));
    byte[] longTopic = {0x30, (byte) 0x80, (byte) 0x80, 0x08, (byte) 0xFF, (byte) 0xFF};
    byte[] packet2 = new byte[4 + 131_072];
    System.arraycopy(longTopic, 0, packet2, 0, longTopic.length);
    assertEquals(2 + 65_535 + 4 + 4, assertThrowsNot(packet2));
  }

  private int assertThrowsNot(byte[] packet) {
    try {
      // Header, length of three bytes, topic length, topic and mark.
      return through(new ByteArrayInputStream(packet)).length;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_message_of_mqtt_5_passes_without_its_properties() throws Exception {
    byte[] both = join(publish5("a/b", new byte[] {2, 0, 0, 0, 60}, 5), publish5("c", NONE, 0));
    for (InputStream in : List.of(new ByteArrayInputStream(both), new Stuttering(both))) {
      assertArrayEquals(join(publish5("a/b", NONE, 5), publish5("c", NONE, 0)), through5(in));
    }
    assertEquals(0, refused.get());
  }

  /** Properties of any length are discarded unread, and count towards the bound. */
  @ParameterizedTest
  @ValueSource(ints = {127, 128, 16_383, 16_384, 65_000, 65_536, 300_000})
  void long_properties_of_mqtt_5_are_discarded(int length) throws IOException {
    byte[] sent = join(publish5("a", new byte[length], 3), publish5("b", NONE, 2));
    byte[] first = publish5("a", NONE, length > 65_500 ? MARK.length : 3);
    if (length > 65_500) {
      System.arraycopy(MARK, 0, first, first.length - MARK.length, MARK.length);
    }
    assertArrayEquals(
        join(first, publish5("b", NONE, 2)), through5(new ByteArrayInputStream(sent)));
    assertEquals(length > 65_500 ? 1 : 0, refused.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // More properties than the packet has bytes; a length that does not end, or is missing.
        "30080001 61FFFFFF7F00",
        "30080001 61FFFFFFFF01",
        "30030001 61",
        "30040001 61FF",
        // No topic, a topic alias.
        "30060000 0323000161",
        // A packet that nobody asked for: PUBREC, PUBREL, PUBCOMP, UNSUBACK, AUTH.
        "50020001",
        "62020001",
        "70020001",
        "B0040001 0000",
        "F000",
        "F0020000"
      })
  void a_packet_of_mqtt_5_that_the_library_would_suffer_from_ends_the_connection(String hex) {
    byte[] packet = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] more = Arrays.copyOf(packet, packet.length + 64);
    assertThrows(IOException.class, () -> through5(new ByteArrayInputStream(more)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void only_a_message_of_mqtt_5_may_be_long(int type) {
    byte[] announced = {(byte) (type << 4), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    IOException refusal =
        assertThrows(IOException.class, () -> through5(new ByteArrayInputStream(announced)));
    assertTrue(refusal.toString().contains("268435455 bytes"), refusal.toString());
  }

  @Test
  void a_quality_of_service_of_2_ends_the_connection() throws IOException {
    byte[] packet = publish(2, "a", 3);
    assertThrows(IOException.class, () -> through(new ByteArrayInputStream(packet)));
    assertThrows(IOException.class, () -> through5(new ByteArrayInputStream(packet)));
  }

  private static final byte[] NONE = {};

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A message of MQTT 5 whose payload is zeros. */
  private static byte[] publish5(String topic, byte[] properties, int payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0);
    body.write(topic.length());
    body.writeBytes(topic.getBytes(StandardCharsets.UTF_8));
    writeLength(body, properties.length);
    body.writeBytes(properties);
    body.writeBytes(new byte[payload]);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x30);
    writeLength(packet, body.size());
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    int left = length;
    do {
      out.write(left > 127 ? (left & 127) | 128 : left);
      left >>= 7;
    } while (left > 0);
  }

  private byte[] through(InputStream in) throws IOException {
    return through(in, ProtocolVersion.V3_1_1);
  }

  private byte[] through5(InputStream in) throws IOException {
    return through(in, ProtocolVersion.V5);
  }

  private byte[] through(InputStream in, ProtocolVersion version) throws IOException {
    PacketGate gate = new PacketGate(in, version, MARK, refused, _ -> {});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1000];
    while (true) {
      try {
        int first = gate.read();
        if (first < 0) {
          return out.toByteArray();
        }
        out.write(first);
        int count = gate.read(buffer, 0, buffer.length);
        if (count < 0) {
          return out.toByteArray();
        }
        out.write(buffer, 0, count);
      } catch (SocketTimeoutException again) {
        // What the library does: it tries again.
      }
    }
  }

  private static byte[] publish(int qos, String topic, int payload) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x30 | (qos << 1));
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    writeLength(packet, 2 + name.length + (qos > 0 ? 2 : 0) + payload);
    packet.write(0);
    packet.write(name.length);
    packet.writeBytes(name);
    if (qos > 0) {
      packet.write(0x12);
      packet.write(0x34);
    }
    packet.writeBytes(new byte[payload]);
    return packet.toByteArray();
  }

  /** Times out before every single byte. */
  private static final class Stuttering extends InputStream {
    private final ByteArrayInputStream in;
    private boolean ready;

    Stuttering(byte[] bytes) {
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      ready = !ready;
      if (ready) {
        throw new SocketTimeoutException();
      }
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int b = read();
      if (b < 0) {
        return -1;
      }
      bytes[offset] = (byte) b;
      return 1;
    }
  }
}
