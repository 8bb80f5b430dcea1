package io.spikewatt.controller.setup;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.check.SiteWarnings;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Loads a configuration with all warnings, also those from the history and from named files. */
public final class SiteLoader {

  private SiteLoader() {}

  public static LoadedSite load(Path file) {
    return ConfigLoader.load(file, SiteLoader::findings);
  }

  private static List<Finding> findings(Site site) {
    Instant now = new SystemClock().now().instant();
    return Stream.of(
            LoadRecord.findings(site),
            NamedFiles.findings(site, now),
            SiteWarnings.networkFees(site, now.atZone(site.zone()).toLocalDate()))
        .flatMap(List::stream)
        .toList();
  }
}
