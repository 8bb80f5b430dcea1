package io.spikewatt.simulator.chaos;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Checks that a controller's stored history only grows and loses nothing. */
final class HistoryIntegrity {

  private static final Duration SLOT = Duration.ofMinutes(15);

  private record Slot(String series, Instant start) {}

  private final Path state;
  private final Instant from;
  private final Instant to;
  private final Set<Slot> recorded = new HashSet<>();

  /**
   * @param state the controller's directory
   * @param from nothing is kept of before, up to the same time {@code length} later
   */
  HistoryIntegrity(Path state, Instant from, Duration length) {
    this.state = state;
    this.from = from;
    this.to = from.plus(length);
  }

  /** Records the present content. */
  void check() {
    recorded.addAll(kept());
  }

  /** Number of slots that were stored once and are missing. */
  int lost() {
    Set<Slot> missing = new HashSet<>(recorded);
    missing.removeAll(kept());
    return missing.size();
  }

  private Set<Slot> kept() {
    Set<Slot> slots = new HashSet<>();
    try (HistoryStore store = HistoryStore.reading(state)) {
      for (String name : store.series()) {
        TimeSeries series = store.read(name, from, to, SLOT);
        for (int i = 0; i < series.values().length; i++) {
          if (Double.isFinite(series.values()[i])) {
            slots.add(new Slot(name, series.start().plus(SLOT.multipliedBy(i))));
          }
        }
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("the history cannot be read", e);
    }
    return slots;
  }
}
