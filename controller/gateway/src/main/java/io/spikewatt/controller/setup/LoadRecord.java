package io.spikewatt.controller.setup;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.store.DirectoryOwner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Compares the import limit with the load that the site's history holds. */
final class LoadRecord {

  private LoadRecord() {}

  /** Empty without a history that can be read. */
  static List<Finding> findings(Site site) {
    OptionalDouble recordW = recordW(Path.of(site.storage().directory()));
    double limitW = site.grid().importLimitW();
    if (recordW.isEmpty() || recordW.getAsDouble() <= limitW) {
      return List.of();
    }
    return List.of(
        new Finding(
            "grid.import-limit-w",
            "at least the highest quarter hour of the load on record, %.0f W, unless batteries or"
                    .formatted(recordW.getAsDouble())
                + " shedding cover the difference",
            "%.0f W".formatted(limitW)));
  }

  /** Highest quarter-hour mean of the load, W. */
  private static OptionalDouble recordW(Path directory) {
    try {
      return DirectoryOwner.of(directory)
          .run(
              () -> {
                try (HistoryStore history = HistoryStore.reading(directory)) {
                  return history.highest(SiteSeries.LOAD_W);
                }
              });
    } catch (IOException | HistoryUnreadable e) {
      return OptionalDouble.empty();
    }
  }
}
