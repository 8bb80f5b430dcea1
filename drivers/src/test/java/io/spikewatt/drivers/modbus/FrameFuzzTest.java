package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.time.ManualClock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Any bytes in answer to any request: words only if a second decoder finds the same ones. */
final class FrameFuzzTest {

  private static final int UNIT = 1;
  private static final Deadline NEVER =
      Deadline.after(new ManualClock(Instant.EPOCH), Duration.ofHours(1));

  @FuzzTest(maxDuration = "2m")
  void mbap(byte[] input) {
    if (input.length > 0) {
      byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
      check(new MbapFraming(), request(input[0]), bytes, mbapPdu(bytes));
    }
  }

  /** The second bit of the first byte mends the checksum: a fuzzer does not find one by itself. */
  @FuzzTest(maxDuration = "2m")
  void rtu(byte[] input) {
    if (input.length > 0) {
      byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
      if ((input[0] & 2) != 0 && bytes.length > 2) {
        ModbusTestServer.withCrc(bytes);
      }
      Pdu request = request(input[0]);
      check(new RtuFraming(), request, bytes, rtuPdu(withoutEcho(bytes, request.bytes())));
    }
  }

  private static Pdu request(byte choice) {
    int count = 1 + ((choice & 0xFF) >> 3);
    return switch (choice & 5) {
      case 0 -> Pdu.read(Table.HOLDING, 10, count);
      case 1 -> Pdu.read(Table.INPUT, 10, count);
      default -> Pdu.write(10, new int[count]);
    };
  }

  /** What is read is what {@code pdu} justifies; whatever else happens is declared. */
  private static void check(Framing framing, Pdu request, byte[] bytes, byte[] pdu) {
    RegisterReply reply;
    try {
      reply = request.reply(framing.exchange(new Recording(bytes), UNIT, request.bytes(), NEVER));
    } catch (IOException declared) {
      return;
    }
    byte[] asked = request.bytes();
    switch (reply) {
      case Failed failed -> {
        assertTrue((pdu[0] & 0xFF) == (asked[0] | 0x80), "an exception that nobody sent");
        assertTrue(pdu[1] == (byte) failed.exceptionCode());
      }
      case Words words when asked[0] == 16 -> {
        boolean echoed = Arrays.equals(pdu, Arrays.copyOf(asked, 5));
        boolean accepted = pdu[0] == (byte) 0x90 && pdu[1] == 5;
        assertTrue(echoed || accepted, "an acknowledgement that nobody sent");
      }
      case Words words -> {
        int[] truth = new int[asked[4]];
        for (int i = 0; i < truth.length; i++) {
          truth[i] = ((pdu[2 + 2 * i] & 0xFF) << 8) | (pdu[3 + 2 * i] & 0xFF);
        }
        assertArrayEquals(truth, words.words());
        assertTrue(pdu[0] == asked[0] && pdu[1] == 2 * truth.length, "another request's words");
      }
    }
  }

  /** Function and data of a first answer to {@link #UNIT}; nothing if it is none. */
  private static byte[] mbapPdu(byte[] bytes) {
    boolean head = bytes.length > 7 && Arrays.equals(bytes, 0, 5, new byte[] {0, 1, 0, 0, 0}, 0, 5);
    int end = head ? 6 + (bytes[5] & 0xFF) : 0;
    return head && bytes[6] == UNIT && end > 7 && end <= bytes.length
        ? Arrays.copyOfRange(bytes, 7, end)
        : new byte[5];
  }

  /** Two-wire adapters let the master hear its own request. */
  private static byte[] withoutEcho(byte[] bytes, byte[] pdu) {
    byte[] echo =
        ModbusTestServer.withCrc(
            ByteBuffer.allocate(pdu.length + 3).put((byte) UNIT).put(pdu).array());
    int length = echo.length;
    return bytes.length >= length && Arrays.equals(bytes, 0, length, echo, 0, length)
        ? Arrays.copyOfRange(bytes, length, bytes.length)
        : bytes;
  }

  /** Words end where their count says: followed by zeros, their checksum is right once more. */
  private static byte[] rtuPdu(byte[] bytes) {
    boolean words = bytes.length > 2 && (bytes[1] == 3 || bytes[1] == 4);
    int least = words ? 5 + (bytes[2] & 0xFF) : 5;
    for (int end = least; end <= bytes.length; end++) {
      byte[] frame = Arrays.copyOf(bytes, end);
      if (bytes[0] == UNIT && Arrays.equals(frame, ModbusTestServer.withCrc(frame.clone()))) {
        return Arrays.copyOfRange(frame, 1, end - 2);
      }
    }
    return new byte[5];
  }

  /** A line that says these bytes and then ends. */
  private static final class Recording implements ByteLine {
    private final byte[] bytes;
    private int at;

    Recording(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(byte[] request, Deadline deadline) {}

    @Override
    public void readFully(byte[] into, int offset, int length, Deadline deadline)
        throws IOException {
      if (at + length > bytes.length) {
        throw new EOFException();
      }
      System.arraycopy(bytes, at, into, offset, length);
      at += length;
    }

    @Override
    public int drain() {
      return 0;
    }

    @Override
    public boolean survivesErrors() {
      return false;
    }

    @Override
    public void close() {}
  }
}
