package io.spikewatt.drivers.register;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Timestamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/** Remaining write budgets, persisted across restarts. Thread-safe. */
public final class WriteBudgetStore {

  /** Writes that were left at a time, finite. */
  record Entry(double left, Instant at) {}

  private final KeptValues kept;

  private WriteBudgetStore(KeptValues kept) {
    this.kept = kept;
  }

  /** A store that lasts until the process ends. */
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
    Optional<Instant> at = parts.length == 2 ? Timestamp.parse(parts[1]) : Optional.empty();
    OptionalDouble left = number(parts[0]);
    if (at.isEmpty() || left.isEmpty()) {
      Logger.warn("write budget of {} starts afresh: expected NUMBER@TIME, found {}", name, text);
      return Optional.empty();
    }
    return Optional.of(new Entry(left.getAsDouble(), at.get()));
  }

  private static OptionalDouble number(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
