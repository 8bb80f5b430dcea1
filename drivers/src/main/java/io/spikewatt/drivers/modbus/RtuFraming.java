package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

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
}
