package io.spikewatt.drivers.modbus;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.DeviceContract;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fixed map on a serial port is a device like any other. The port is a pty that socat makes;
 * being cut off is socat's end, which takes the port away like a USB adapter that is pulled out.
 */
final class ModbusRtuSerialTest extends DeviceContract {

  @TempDir Path folder;

  @Override
  protected Rig rig() throws Exception {
    Helper.require("socat", "socat", "-V");
    ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.RTU);
    TestProfiles.fillBattery(server.unit(2).holding);
    Path tty = folder.resolve("ttyTEST");
    Connection.ModbusRtu to =
        new Connection.ModbusRtu(
            tty.toString(),
            new SerialLine(9600, 8, Parity.NONE, 1),
            2,
            Duration.ofMillis(500),
            Connection.Pacing.NONE);
    Device device =
        new PolledModbusDevice(
            "battery1", TestProfiles.battery(), ModbusLink.open(to).unit(2, to.timeout()));
    return new PtyRig(server, device, tty);
  }

  private final class PtyRig implements Rig {
    private final ModbusTestServer server;
    private final Device device;
    private final Path tty;
    private Helper socat;

    PtyRig(ModbusTestServer server, Device device, Path tty) {
      this.server = server;
      this.device = device;
      this.tty = tty;
      this.socat = plugIn();
    }

    private Helper plugIn() {
      try {
        Helper started =
            new Helper(
                folder.resolve("socat.log"),
                List.of(
                    "socat",
                    "pty,raw,echo=0,link=" + tty,
                    "tcp:127.0.0.1:" + server.port() + ",nodelay"));
        started.await("the pty", () -> Files.exists(tty));
        return started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Device device() {
      return device;
    }

    @Override
    public void cut() {
      socat.close();
    }

    @Override
    public void restore() {
      socat = plugIn();
    }

    @Override
    public double writable(Signal output) {
      return -2500;
    }

    @Override
    public void close() {
      device.close();
      socat.close();
      server.close();
    }
  }
}
