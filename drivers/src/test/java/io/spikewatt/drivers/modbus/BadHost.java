package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.net.Socket;

/** Takes connections only to end them. */
record BadHost(Way way) implements ModbusTestServer.Conduct {

  /** How it ends them. */
  enum Way {
    DROP,
    RESET
  }

  @Override
  public void accepted(Socket client) throws IOException {
    if (way == Way.RESET) {
      client.setSoLinger(true, 0);
    }
    client.close();
  }

  @Override
  public void answer(byte[] truth, Socket client) throws IOException {
    accepted(client);
  }
}
