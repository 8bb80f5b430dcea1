package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Modbus RTU: unit, data, CRC. The answer's length follows from the request, so no silence has to
 * be measured; this works alike on a serial port and through a serial-to-Ethernet converter.
 */
final class RtuFraming implements Framing {

  /** Unit, function, and the number of bytes or the exception. */
  private static final int HEAD = 3;

  private static final int CRC = 2;

  private final Unanswered unanswered = new Unanswered();

  @Override
  public Optional<byte[]> probe(int unit, byte[] pdu, Moment now) {
    return unanswered.probe(unit, pdu, now);
  }

  @Override
  public byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {
    try {
      line.write(frame(unit, pdu), deadline);
      byte[] answer = answer(line, unit, pdu, deadline);
      unanswered.answered(unit, pdu, answer);
      return answer;
    } catch (IOException e) {
      unanswered.failed(unit, pdu, deadline.clock().now());
      throw e;
    }
  }

  private static byte[] frame(int unit, byte[] pdu) {
    byte[] frame = new byte[1 + pdu.length + CRC];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    putCrc(frame);
    return frame;
  }

  /** The answer's function code and data; late ones that come before it are passed over. */
  private byte[] answer(ByteLine line, int unit, byte[] pdu, Deadline deadline) throws IOException {
    while (true) {
      byte[] head = new byte[HEAD];
      line.readFully(head, 0, HEAD, deadline);
      String wrong = misfit(head, unit, pdu);
      if (!wrong.isEmpty() && !unanswered.owes(head[0] & 0xFF)) {
        throw new BadFrameException(wrong);
      }
      byte[] frame = complete(line, head, deadline);
      if (wrong.isEmpty()) {
        return Arrays.copyOfRange(frame, 1, frame.length - CRC);
      }
    }
  }

  /** Why this is not the beginning of the answer; empty if it is. */
  private static String misfit(byte[] head, int unit, byte[] pdu) {
    if ((head[0] & 0xFF) != unit) {
      return "unit " + (head[0] & 0xFF) + " instead of " + unit;
    }
    int function = head[1] & 0xFF;
    if (function != pdu[0] && function != (pdu[0] | 0x80)) {
      return "function " + function + " instead of " + pdu[0];
    }
    int bytes = head[2] & 0xFF;
    int asked = 2 * Unanswered.count(pdu);
    return function <= 4 && bytes != asked ? bytes + " bytes instead of " + asked : "";
  }

  private static byte[] complete(ByteLine line, byte[] head, Deadline deadline) throws IOException {
    int function = head[1] & 0xFF;
    int length =
        switch (function) {
          case 3, 4 -> HEAD + (head[2] & 0xFF) + CRC;
          case Unanswered.WRITE -> 6 + CRC;
          default -> HEAD + CRC;
        };
    byte[] frame = Arrays.copyOf(head, length);
    line.readFully(frame, HEAD, length - HEAD, deadline);
    byte[] right = frame.clone();
    putCrc(right);
    if (!Arrays.equals(frame, right)) {
      throw new BadFrameException("checksum");
    }
    return frame;
  }

  private static void putCrc(byte[] frame) {
    int[] crc = ModbusUtil.calculateCRC(frame, 0, frame.length - CRC);
    frame[frame.length - 2] = (byte) crc[0];
    frame[frame.length - 1] = (byte) crc[1];
  }
}
