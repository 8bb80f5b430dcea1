package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes the answer to one request from an RTU line. Some RS485 adapters hear themselves: what comes
 * back first is then the request, which is passed over. No answer is like its request: we only read
 * registers and write several of them, whose answers are shorter than any request that begins like
 * them and end in a checksum.
 */
final class RtuAnswer {

  private static final int CRC = 2;
  private static final int SHORTEST = 5;

  private final ByteLine line;
  private final byte[] request;
  private final Deadline deadline;
  private byte[] got = new byte[0];

  /**
   * @param request the whole frame that was sent
   */
  RtuAnswer(ByteLine line, byte[] request, Deadline deadline) {
    this.line = line;
    this.request = request.clone();
    this.deadline = deadline;
  }

  /** The answer's frame, checked for its unit and its checksum. */
  byte[] frame() throws IOException {
    fill(SHORTEST);
    if (beginsLikeTheRequest() && !isAnswer()) {
      skipEcho();
      fill(SHORTEST);
    }
    if (got[0] != request[0]) {
      throw new BadFrameException("unit " + (got[0] & 0xFF) + " instead of " + (request[0] & 0xFF));
    }
    fill(length());
    if (!sound(got)) {
      throw new BadFrameException("checksum");
    }
    return got;
  }

  private boolean beginsLikeTheRequest() {
    return Arrays.equals(got, 0, SHORTEST, request, 0, SHORTEST);
  }

  /** Whether this is the answer all the same, reading no further than an echo goes. */
  private boolean isAnswer() throws IOException {
    int length = length();
    if (length <= request.length) {
      fill(length);
      return sound(got);
    }
    fill(request.length);
    return !Arrays.equals(got, request);
  }

  private void skipEcho() throws IOException {
    fill(request.length);
    if (!Arrays.equals(got, request)) {
      throw new BadFrameException("neither the answer nor an echo of the request");
    }
    got = new byte[0];
  }

  private void fill(int length) throws IOException {
    int have = got.length;
    if (have < length) {
      got = Arrays.copyOf(got, length);
      line.readFully(got, have, length - have, deadline);
    }
  }

  /** Bytes of the whole answer, from its first three. */
  private int length() throws BadFrameException {
    int asked = Byte.toUnsignedInt(request[1]);
    int function = Byte.toUnsignedInt(got[1]);
    if (function == (asked | 0x80)) {
      return 3 + CRC;
    }
    if (function != asked) {
      throw new BadFrameException("function " + function + " instead of " + asked);
    }
    return switch (function) {
      case 3, 4 -> 3 + Byte.toUnsignedInt(got[2]) + CRC;
      default -> 6 + CRC;
    };
  }

  private static boolean sound(byte[] frame) {
    byte[] right = frame.clone();
    putCrc(right);
    return Arrays.equals(frame, right);
  }

  static void putCrc(byte[] frame) {
    int[] crc = ModbusUtil.calculateCRC(frame, 0, frame.length - CRC);
    frame[frame.length - 2] = (byte) crc[0];
    frame[frame.length - 1] = (byte) crc[1];
  }
}
