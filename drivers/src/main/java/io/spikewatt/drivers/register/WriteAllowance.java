package io.spikewatt.drivers.register;

import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Write budget of memory that wears: half a day's budget at once, the other half spread over the
 * day, so that no 24 hours exceed the budget. Persisted in a {@link WriteBudgetStore}, so that a
 * restart does not reset it.
 */
final class WriteAllowance {

  private static final double DAY_S = Duration.ofDays(1).toSeconds();

  private final String name;
  private final int perDay;
  private final WriteBudgetStore book;
  private double left;
  private @Nullable Moment at;

  /**
   * @param name of the output, unique on the site
   * @param perDay at least 2
   */
  WriteAllowance(String name, int perDay, WriteBudgetStore book) {
    this.name = name;
    this.perDay = perDay;
    this.book = book;
    this.left = perDay / 2.0;
  }

  int perDay() {
    return perDay;
  }

  /** Remaining whole writes; negative after mandatory writes. */
  int left(Moment now) {
    grow(now);
    return (int) Math.floor(left);
  }

  /** Wait after a write: from none with a full budget up to the refill period. */
  Duration pause(Moment now) {
    grow(now);
    return WriteBudget.pause(perDay, left);
  }

  void spend(int writes, Moment now) {
    grow(now);
    left -= writes;
    book.note(name, new WriteBudgetStore.Entry(left, now.instant()));
  }

  private void grow(Moment now) {
    double seconds = at == null ? remember(now) : now.since(at).toMillis() / 1000.0;
    at = now;
    left = Math.min(perDay / 2.0, left + seconds * perDay / 2.0 / DAY_S);
  }

  /** Loads the stored budget; returns the seconds since then, 0 if the clock went back. */
  private double remember(Moment now) {
    Optional<WriteBudgetStore.Entry> entry = book.entry(name);
    if (entry.isEmpty()) {
      return 0;
    }
    // A day refills the budget after any number of safe values.
    left = Math.max(entry.get().left(), -perDay / 2.0);
    return Math.max(0, Duration.between(entry.get().at(), now.instant()).toMillis() / 1000.0);
  }
}
