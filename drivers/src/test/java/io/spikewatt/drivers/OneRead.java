package io.spikewatt.drivers;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.drivers.testing.FakeBroker;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;

/** Reads every device of a site once, as a process of its own. */
final class OneRead {

  private OneRead() {}

  /**
   * @param args site file and state directory
   */
  public static void main(String[] args) {
    if (!(ConfigLoader.load(Path.of(args[0])) instanceof LoadedSite.Ok ok)) {
      throw new IllegalArgumentException(args[0] + " is not a site");
    }
    SystemClock clock = new SystemClock();
    DeviceFactory factory =
        new DeviceFactory(
            new SimulatedGpio(clock, Duration.ofMillis(20)), new FakeBroker(), Path.of(args[1]));
    for (DeviceFactory.Link link : factory.links(ok.site())) {
      for (Device device : link.devices()) {
        System.out.println(device.read(clock.now()));
        device.close();
      }
    }
  }
}
