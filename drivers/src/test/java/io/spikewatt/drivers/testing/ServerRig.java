package io.spikewatt.drivers.testing;

import io.spikewatt.drivers.DeviceContract.Rig;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Signal;

/**
 * A device at the Modbus test server.
 *
 * @param value a setpoint that it holds exactly
 * @param neutral its neutral setpoint
 */
public record ServerRig(ModbusTestServer server, Device device, double value, double neutral)
    implements Rig {

  @Override
  public void cut() {
    server.cut();
  }

  @Override
  public void restore() {
    server.restore();
  }

  @Override
  public double writable(Signal output) {
    return value;
  }

  @Override
  public double neutral(Signal output) {
    return neutral;
  }

  @Override
  public void close() {
    device.close();
    server.close();
  }
}
