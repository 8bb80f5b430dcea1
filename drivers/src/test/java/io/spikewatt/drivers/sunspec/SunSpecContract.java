package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.testing.ServerRig;
import io.spikewatt.hal.device.Device;
import java.time.Duration;
import java.util.function.Consumer;

/** A SunSpec device over Modbus TCP is a device like any other. */
abstract class SunSpecContract extends DeviceContract {

  /**
   * @param fill puts the device's models into registers
   * @param writable a setpoint that the device holds exactly
   */
  protected static Rig rig(SunSpec profile, Consumer<int[]> fill, double writable, double neutral) {
    ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
    fill.accept(server.unit(1).holding);
    Connection.ModbusTcp to =
        new Connection.ModbusTcp(
            "127.0.0.1", server.port(), 1, Duration.ofMillis(500), Connection.Pacing.NONE);
    Device device = new SunSpecDevice("d", profile, ModbusLink.open(to).unit(1, to.timeout()));
    return new ServerRig(server, device, writable, neutral);
  }
}
