package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.modbus.ModbusTestServer.Conduct;
import java.util.function.UnaryOperator;

/** Lies that only unit 1 tells; the others behind the same server are honest. */
final class UnitOne {

  private UnitOne() {}

  static Conduct only(Wiring wiring, UnaryOperator<byte[]> change) {
    return (truth, client) ->
        client.getOutputStream().write(is(wiring, truth) ? change.apply(truth) : truth);
  }

  /** Whether unit 1 sends this frame. */
  static boolean is(Wiring wiring, byte[] frame) {
    return frame[wiring.rtu() ? 0 : 6] == 1;
  }
}
