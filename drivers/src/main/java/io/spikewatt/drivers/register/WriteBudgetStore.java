package io.spikewatt.drivers.register;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.tinylog.Logger;

/** Remaining write budgets, persisted across restarts. Thread-safe. */
public final class WriteBudgetStore {

  /**
   * @param left writes that were left, finite
   * @param at when
   */
  record Entry(double left, Instant at) {}

  private final KeptValues kept;

  private WriteBudgetStore(KeptValues kept) {
    this.kept = kept;
  }

  /** A book that forgets. */
  public static WriteBudgetStore inMemory() {
    return new WriteBudgetStore(KeptValues.inMemory());
  }

  /** The store in the state directory, which need not exist yet. */
  public static WriteBudgetStore in(Path directory) {
    return new WriteBudgetStore(
        KeptValues.in(
            directory.resolve("write-budgets.properties"),
            "writes that are left, and when",
            Logger::warn));
  }

  /** The stored entry; empty if there is none, or if it is not readable. */
  Optional<Entry> entry(String name) {
    return kept.get(name).flatMap(text -> parse(name, text));
  }

  void note(String name, Entry entry) {
    kept.put(name, entry.left() + "@" + entry.at());
  }

  private static Optional<Entry> parse(String name, String text) {
    String[] parts = text.split("@", 2);
    try {
      double left = Double.parseDouble(parts[0]);
      if (parts.length == 2 && Double.isFinite(left)) {
        return Optional.of(new Entry(left, Instant.parse(parts[1])));
      }
    } catch (NumberFormatException | DateTimeException e) {
      // Reported below, together with invalid numbers.
    }
    Logger.warn("write budget of {} starts afresh: expected NUMBER@TIME, found {}", name, text);
    return Optional.empty();
  }
}
