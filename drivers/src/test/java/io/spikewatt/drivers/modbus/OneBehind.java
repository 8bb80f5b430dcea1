package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.net.Socket;

/** Unit 1 answers each request with what it owes to the one before, even to another client. */
final class OneBehind implements ModbusTestServer.Conduct {

  private final Wiring wiring;
  private byte[] owed = new byte[0];

  OneBehind(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public synchronized void answer(byte[] truth, Socket client) throws IOException {
    if (UnitOne.is(wiring, truth)) {
      client.getOutputStream().write(owed);
      owed = truth;
    } else {
      client.getOutputStream().write(truth);
    }
  }
}
