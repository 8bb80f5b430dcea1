package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Path;

/** A root helper as its command serves it, for tests of other packages. */
public final class HelperFixture {

  private HelperFixture() {}

  /** Serves until it is closed. */
  public static AutoCloseable serve(HelperConfig config, int processors, Clock clock)
      throws IOException {
    HeldSettings settings =
        new HeldSettings(
            config.devices(), new HelperDevices(config, processors, clock), clock.now());
    return HelperServer.start(Path.of(config.socket()), config.group(), settings, clock);
  }
}
