package io.spikewatt.drivers.modbus;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.testing.ServerRig;
import io.spikewatt.hal.device.Device;
import java.time.Duration;

/** A fixed map behind a serial-to-Ethernet converter is a device like any other. */
final class ModbusRtuTcpDeviceTest extends DeviceContract {

  @Override
  protected Rig rig() {
    ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.RTU);
    TestProfiles.fillBattery(server.unit(7).holding);
    Connection.ModbusRtuTcp to =
        new Connection.ModbusRtuTcp(
            "127.0.0.1", server.port(), 7, Duration.ofMillis(500), Connection.Pacing.NONE);
    Device device =
        new PolledModbusDevice(
            "battery1", TestProfiles.battery(), ModbusLink.open(to).unit(7, to.timeout()));
    return new ServerRig(server, device, -2500, 0);
  }
}
