package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** Unit 1 sends one byte at a time, each soon enough for a naive time-out, and never the last. */
record Dripping(Wiring wiring, Duration pause) implements ModbusTestServer.Conduct {

  @Override
  public void answer(byte[] truth, Socket client) throws IOException {
    if (!UnitOne.is(wiring, truth)) {
      client.getOutputStream().write(truth);
      return;
    }
    for (byte each : Arrays.copyOf(truth, truth.length - 1)) {
      client.getOutputStream().write(each);
      Tardy.pause(pause);
    }
  }
}
