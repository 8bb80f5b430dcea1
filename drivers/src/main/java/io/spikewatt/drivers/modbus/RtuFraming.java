package io.spikewatt.drivers.modbus;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.io.IOException;
import java.util.Arrays;

/**
 * Modbus RTU: unit, data, CRC. The answer's length follows from its function code, so no silence
 * has to be measured; this works alike on a serial port and through a serial-to-Ethernet converter.
 */
final class RtuFraming implements Framing {

  private static final int CRC = 2;

  @Override
  public byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {
    byte[] frame = new byte[1 + pdu.length + CRC];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    putCrc(frame);
    line.write(frame, deadline);

    byte[] answer = new byte[3];
    line.readFully(answer, 0, answer.length, deadline);
    if (Byte.toUnsignedInt(answer[0]) != unit) {
      throw new BadFrameException("unit " + (answer[0] & 0xFF) + " instead of " + unit);
    }
    int length = length(answer, pdu[0]);
    answer = Arrays.copyOf(answer, length);
    line.readFully(answer, 3, length - 3, deadline);
    byte[] right = answer.clone();
    putCrc(right);
    if (!Arrays.equals(answer, right)) {
      throw new BadFrameException("checksum");
    }
    return Arrays.copyOfRange(answer, 1, length - CRC);
  }

  /** Bytes of the whole answer, from its first three. */
  private static int length(byte[] head, byte asked) throws BadFrameException {
    int function = Byte.toUnsignedInt(head[1]);
    if (function == (asked | 0x80)) {
      return 3 + CRC;
    }
    if (function != asked) {
      throw new BadFrameException("function " + function + " instead of " + asked);
    }
    return switch (function) {
      case 3, 4 -> 3 + Byte.toUnsignedInt(head[2]) + CRC;
      default -> 6 + CRC;
    };
  }

  private static void putCrc(byte[] frame) {
    int[] crc = ModbusUtil.calculateCRC(frame, 0, frame.length - CRC);
    frame[frame.length - 2] = (byte) crc[0];
    frame[frame.length - 1] = (byte) crc[1];
  }
}
