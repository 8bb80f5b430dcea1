package io.spikewatt.drivers.modbus;

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
    byte[] request = new byte[1 + pdu.length + CRC];
    request[0] = (byte) unit;
    System.arraycopy(pdu, 0, request, 1, pdu.length);
    RtuAnswer.putCrc(request);
    line.write(request, deadline);
    byte[] answer = new RtuAnswer(line, request, deadline).frame();
    return Arrays.copyOfRange(answer, 1, answer.length - CRC);
  }
}
