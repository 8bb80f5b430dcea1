package io.spikewatt.drivers.modbus;

import java.io.IOException;

/** How a request and its answer are wrapped on a line. */
interface Framing {

  /**
   * Sends a request and waits for its answer.
   *
   * @param pdu function code and data
   * @return the answer's function code and data, from the right unit and to this very request as
   *     far as the framing can tell; its contents are not yet checked
   * @throws BadFrameException if something else came
   * @throws java.net.SocketTimeoutException if it was not complete by the deadline
   * @throws IOException if the line broke
   */
  byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline) throws IOException;
}
