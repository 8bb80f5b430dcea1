package io.spikewatt.controller.resilience;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/**
 * Record of the grid's failures and their durations. Gives the expected failure rate and the
 * expected remaining duration of an outage: total duration over number, the running outage
 * included. The record survives a restart; a restart within an outage loses that outage's age.
 * Confined to the control cycle's thread.
 */
public final class OutageHistory {

  /**
   * Counts as time of one more outage, so that the first one is expected to last about as long,
   * hours.
   */
  private static final double PRIOR_HOURS = 4;

  /**
   * Counts as time without an outage, so that one in the first hours does not dominate the rate,
   * hours.
   */
  private static final double PRIOR_UP_HOURS = 100;

  /** Longest time with the grid that a restart may lose, hours. */
  private static final double KEPT_EVERY_HOURS = 6;

  /** A longer gap between two cycles counts as unknown time. */
  private static final Duration LOOKED_AWAY = Duration.ofMinutes(1);

  /** Shorter islands are switching, not outages. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final String ENDED = "ended";
  private static final String HOURS = "hours";
  private static final String UP_HOURS = "hours-with-grid";

  private final KeptValues kept;
  private double ended;
  private double hours;
  private double upHours;
  private double upHoursKept;
  private Optional<Moment> since = Optional.empty();
  private Optional<Moment> connected = Optional.empty();

  public OutageHistory(KeptValues kept) {
    this.kept = kept;
    OptionalDouble endedBefore = noted(ENDED);
    OptionalDouble hoursBefore = noted(HOURS);
    // A number without a duration, or the reverse, would be a wrong record: it begins anew.
    if (endedBefore.isPresent() && hoursBefore.isPresent()) {
      ended = endedBefore.getAsDouble();
      hours = hoursBefore.getAsDouble();
    }
    upHours = noted(UP_HOURS).orElse(0);
    upHoursKept = upHours;
  }

  /** The history in the state directory. */
  public static OutageHistory in(Path directory) {
    String comment = "outages that ended, hours that they lasted together, hours with the grid";
    Path file = directory.resolve("outages.properties");
    return new OutageHistory(KeptValues.in(file, comment, Logger::warn));
  }

  /** Takes one cycle's mode. A requested island is no evidence about the grid. */
  public void update(Mode mode, Moment now) {
    boolean alone = mode.onIsland();
    boolean planned = mode instanceof Mode.Islanded island && island.cause() == Mode.Cause.PLANNED;
    if (alone && since.isEmpty()) {
      since = Optional.of(now);
    } else if (!alone && since.isPresent()) {
      end(now.since(since.get()));
    }
    if (planned || !alone) {
      since = Optional.empty();
    }
    connected(!alone, now);
  }

  private void connected(boolean isConnected, Moment now) {
    connected
        .filter(before -> now.since(before).compareTo(LOOKED_AWAY) <= 0)
        .ifPresent(before -> upHours += hours(now.since(before)));
    connected = isConnected ? Optional.of(now) : Optional.empty();
    if (upHours - upHoursKept >= KEPT_EVERY_HOURS) {
      keepUpHours();
    }
  }

  private void keepUpHours() {
    kept.put(UP_HOURS, Double.toString(upHours));
    upHoursKept = upHours;
  }

  private void end(Duration lasted) {
    if (lasted.compareTo(SHORTEST) >= 0) {
      ended++;
      hours += hours(lasted);
      kept.put(ENDED, Double.toString(ended));
      kept.put(HOURS, Double.toString(hours));
      keepUpHours();
    }
  }

  /** Expected remaining duration of the island, hours, {@code > 0}. */
  public double expectedHours(Moment now) {
    double age = since.map(then -> hours(now.since(then))).orElse(0.0);
    return (PRIOR_HOURS + hours + age) / (1 + ended);
  }

  /** Expected failures of the grid, an hour; 0 before the first one. */
  public double failsPerHour() {
    return ended / (PRIOR_UP_HOURS + upHours);
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  private OptionalDouble noted(String name) {
    return kept.number(name, 0, Double.MAX_VALUE);
  }
}
