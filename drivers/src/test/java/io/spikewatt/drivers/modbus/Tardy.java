package io.spikewatt.drivers.modbus;

import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Unit 1 answers rightly, but too late. */
record Tardy(Wiring wiring, Duration by) implements ModbusTestServer.Conduct {

  @Override
  public void answer(byte[] truth, Socket client) throws IOException {
    if (UnitOne.is(wiring, truth)) {
      pause(by);
    }
    client.getOutputStream().write(truth);
  }

  static void pause(Duration duration) throws IOException {
    SystemClock clock = new SystemClock();
    try {
      clock.sleepUntil(clock.now().plus(duration));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
