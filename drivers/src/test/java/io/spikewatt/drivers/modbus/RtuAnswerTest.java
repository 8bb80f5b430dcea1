package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.drivers.modbus.RtuFraming.RtuAnswer;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.time.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtuAnswerTest {

  static final byte[] READ = frame(2, 3, 0, 100, 0, 2);
  static final byte[] READ_ANSWER = frame(2, 3, 4, 1, 2, 3, 4);
  static final byte[] WRITE = frame(2, 16, 0, 201, 0, 2, 4, 0, 0, 9, 196);
  static final byte[] WRITE_ANSWER = frame(2, 16, 0, 201, 0, 2);
  static final byte[] REFUSAL = frame(2, 0x83, 2);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAnswerIsTakenWithAndWithoutAnEcho(boolean echo) throws IOException {
    assertArrayEquals(READ_ANSWER, answer(READ, echo ? READ : new byte[0], READ_ANSWER));
    assertArrayEquals(WRITE_ANSWER, answer(WRITE, echo ? WRITE : new byte[0], WRITE_ANSWER));
    assertArrayEquals(REFUSAL, answer(READ, echo ? READ : new byte[0], REFUSAL));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void aRequestThatBeginsLikeItsAnswerIsToldFromIt(int count) throws IOException {
    byte[] request = frame(2, 3, 2 * count, 7, 0, count);
    int[] data = new int[3 + 2 * count];
    data[0] = 2;
    data[1] = 3;
    data[2] = 2 * count;
    data[3] = 7;
    byte[] answer = frame(data);
    assertArrayEquals(answer, answer(request, answer));
    assertArrayEquals(answer, answer(request, request, answer));
  }

  @Test
  void anEchoAloneIsNoAnswer() {
    assertThrows(SocketTimeoutException.class, () -> answer(READ, READ));
    assertThrows(SocketTimeoutException.class, () -> answer(WRITE, WRITE));
  }

  @Test
  void anotherMastersRequestAndAGarbledEchoAreBadFrames() {
    byte[] foreign = frame(2, 3, 0, 50, 0, 2);
    byte[] garbled = READ.clone();
    garbled[6] ^= 1;
    assertThrows(BadFrameException.class, () -> answer(READ, foreign, READ_ANSWER));
    assertThrows(BadFrameException.class, () -> answer(READ, garbled, READ_ANSWER));
  }

  private static byte[] answer(byte[] request, byte[]... arriving) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : arriving) {
      all.write(part);
    }
    Deadline deadline = Deadline.after(new SystemClock(), Duration.ofSeconds(10));
    return new RtuAnswer(new Arrived(all.toByteArray()), request, unit -> false, deadline).frame();
  }

  private static byte[] frame(int... bytes) {
    byte[] frame = new byte[bytes.length + 2];
    for (int i = 0; i < bytes.length; i++) {
      frame[i] = (byte) bytes[i];
    }
    RtuAnswer.putCrc(frame);
    return frame;
  }

  /** A line on which nothing comes any more but these bytes. */
  private static final class Arrived implements ByteLine {
    private final ByteArrayInputStream bytes;

    Arrived(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public void write(byte[] bytes, Deadline deadline) {}

    @Override
    public void readFully(byte[] into, int offset, int length, Deadline deadline)
        throws IOException {
      if (bytes.read(into, offset, length) < length) {
        throw new SocketTimeoutException("no more");
      }
    }

    @Override
    public int drain() {
      return 0;
    }

    @Override
    public boolean survivesErrors() {
      return true;
    }

    @Override
    public void close() {}
  }
}
