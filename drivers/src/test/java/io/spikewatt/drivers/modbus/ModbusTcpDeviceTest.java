package io.spikewatt.drivers.modbus;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.testing.ServerRig;
import io.spikewatt.hal.device.Device;
import java.time.Duration;

/** A fixed map over Modbus TCP is a device like any other. */
final class ModbusTcpDeviceTest extends DeviceContract {

  @Override
  protected Rig rig() {
    ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
    TestProfiles.fillBattery(server.unit(1).holding);
    Connection.ModbusTcp to =
        new Connection.ModbusTcp(
            "127.0.0.1", server.port(), 1, Duration.ofMillis(500), Connection.Pacing.NONE);
    Device device =
        new PolledModbusDevice(
            "battery1", TestProfiles.battery(), ModbusLink.open(to).unit(1, to.timeout()));
    return new ServerRig(server, device, -2500, 0);
  }
}
