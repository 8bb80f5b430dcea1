package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Modbus RTU: unit, data, CRC. The answer's length follows from the request, so no silence has to
 * be measured. This works both on a serial port and through a serial-to-Ethernet converter.
 */
final class RtuFraming implements Framing {

  private static final int CRC = 2;

  private final OutstandingRequests requests = new OutstandingRequests();

  @Override
  public Optional<byte[]> probe(int unit, byte[] pdu, Moment now) {
    return requests.probe(unit, pdu, now);
  }

  @Override
  public byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {
    try {
      byte[] request = new byte[1 + pdu.length + CRC];
      request[0] = (byte) unit;
      System.arraycopy(pdu, 0, request, 1, pdu.length);
      RtuAnswer.putCrc(request);
      line.write(request, deadline);
      byte[] frame = new RtuAnswer(line, request, requests::outstanding, deadline).frame();
      byte[] answer = Arrays.copyOfRange(frame, 1, frame.length - CRC);
      requests.answered(unit, pdu, answer);
      return answer;
    } catch (IOException e) {
      requests.failed(unit, pdu, deadline.clock().now());
      throw e;
    }
  }

  /**
   * Reads the answer to one request from an RTU line. Some RS485 adapters echo the request, which
   * is skipped. No answer equals its request: reads and multiple writes have answers shorter than
   * any request with the same beginning, and they end in a checksum. Late answers to outstanding
   * older requests are skipped.
   */
  static final class RtuAnswer {
    private static final int SHORTEST = 5;

    private final ByteLine line;
    private final byte[] request;
    private final IntPredicate owes;
    private final Deadline deadline;
    private byte[] got = new byte[0];

    /** The frame that was sent; {@code owes}: whether a unit may still answer an older one. */
    RtuAnswer(ByteLine line, byte[] request, IntPredicate owes, Deadline deadline) {
      this.line = line;
      this.request = request.clone();
      this.owes = owes;
      this.deadline = deadline;
    }

    /** The answer's frame, checked for its unit, function, number of bytes and checksum. */
    byte[] frame() throws IOException {
      boolean mayBeEcho = true;
      while (true) {
        fill(SHORTEST);
        if (mayBeEcho && beginsLikeTheRequest() && !isAnswer()) {
          skipEcho();
          mayBeEcho = false;
          continue;
        }
        String wrong = misfit();
        if (!wrong.isEmpty() && !owes.test(got[0] & 0xFF)) {
          throw new BadFrameException(wrong);
        }
        fill(length());
        if (!sound(got)) {
          throw new BadFrameException("checksum");
        }
        if (wrong.isEmpty()) {
          return got;
        }
        got = new byte[0];
      }
    }

    /** Why the bytes do not begin the answer; empty if they do. */
    private String misfit() {
      if (got[0] != request[0]) {
        return "unit " + (got[0] & 0xFF) + " instead of " + (request[0] & 0xFF);
      }
      int function = got[1] & 0xFF;
      if (function != request[1] && function != (request[1] | 0x80)) {
        return "function " + function + " instead of " + request[1];
      }
      int bytes = got[2] & 0xFF;
      int asked = 2 * OutstandingRequests.count(Arrays.copyOfRange(request, 1, request.length));
      return function <= 4 && bytes != asked ? bytes + " bytes instead of " + asked : "";
    }

    private boolean beginsLikeTheRequest() {
      return Arrays.equals(got, 0, SHORTEST, request, 0, SHORTEST);
    }

    /** Whether this is the answer nevertheless; reads no further than an echo. */
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

    /** Bytes of the whole frame, from its first three. */
    private int length() {
      return switch (got[1] & 0xFF) {
        case 3, 4 -> 3 + (got[2] & 0xFF) + CRC;
        case OutstandingRequests.WRITE -> 6 + CRC;
        default -> SHORTEST;
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
}
