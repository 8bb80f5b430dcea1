package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

/** Ends the connection in the middle of what unit 1 says. */
record CutOff(boolean reset) implements ModbusTestServer.Conduct {

  @Override
  public void answer(byte[] truth, Socket client) throws IOException {
    if (truth[0] != 1 && truth[6] != 1) {
      client.getOutputStream().write(truth);
      return;
    }
    client.getOutputStream().write(Arrays.copyOf(truth, 4));
    if (reset) {
      client.setSoLinger(true, 0);
    }
    client.close();
  }
}
