package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;

/** A SunSpec inverter over Modbus TCP is a device like any other. */
final class SunSpecContractTest extends DeviceContract {

  @Override
  protected Rig rig() {
    ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
    SimulatedSunSpec.inverter(server.unit(1).holding, 40_000);
    Connection.ModbusTcp to =
        new Connection.ModbusTcp("127.0.0.1", server.port(), 1, Duration.ofMillis(500));
    Device device =
        new SunSpecDevice(
            "pv1", new SunSpec(Kind.INVERTER), ModbusLink.open(to).unit(1, to.timeout()));
    return new Rig() {
      @Override
      public Device device() {
        return device;
      }

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
        return 6000;
      }

      @Override
      public double neutral(Signal output) {
        return 10_000;
      }

      @Override
      public void close() {
        device.close();
        server.close();
      }
    };
  }
}
