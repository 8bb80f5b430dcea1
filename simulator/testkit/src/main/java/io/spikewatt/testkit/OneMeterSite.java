package io.spikewatt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The site file of a site whose only device, its meter, is nowhere. */
public final class OneMeterSite {

  private OneMeterSite() {}

  /** Writes it; its state is kept in {@code state} beside it. */
  public static Path write(Path directory, String name) throws IOException {
    return Files.writeString(
        directory.resolve("site.yaml"),
        """
        site: { name: %s, timezone: Europe/Berlin }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { import-per-kwh: 0.3, export-per-kwh: 0.08, currency: EUR }
        storage: { directory: state }
        devices:
          - id: meter1
            profile: eastron-sdm630
            connection: { modbus-tcp: 127.0.0.1, port: 1 }
            grid-meter:
        """
            .formatted(name));
  }
}
