package io.spikewatt.controller.mode;

import io.spikewatt.hal.keep.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * How long the site was alone, outage by outage, and for how long it is to be expected that it
 * stays so: the mean of a length of which nothing is known but how many outages ended and how long
 * all lasted, the running one included. The record outlives a restart; one that cuts an outage
 * short loses that one's age. The control cycle's thread uses it alone.
 */
public final class OutageBook {

  /** Counts as one more outage, so that the first one is expected to last about as long, hours. */
  private static final double PRIOR_HOURS = 4;

  /** Shorter ones are switching, not outages. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final String ENDED = "ended";
  private static final String HOURS = "hours";

  private final KeptValues kept;
  private double ended;
  private double hours;
  private Optional<Moment> since = Optional.empty();

  OutageBook(KeptValues kept) {
    this.kept = kept;
    this.ended = noted(ENDED);
    this.hours = noted(HOURS);
  }

  /** The one in the state directory. */
  public static OutageBook in(Path directory) {
    String comment = "outages that ended, and hours that they lasted together";
    Path file = directory.resolve("outages.properties");
    return new OutageBook(KeptValues.in(file, comment, Logger::warn));
  }

  /** One that begins anew with each start. */
  public static OutageBook inMemory() {
    return new OutageBook(KeptValues.inMemory());
  }

  /** Takes one cycle's mode; an island that was asked for says nothing of the grid. */
  public void see(Mode mode, Moment now) {
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
  }

  private void end(Duration lasted) {
    if (lasted.compareTo(SHORTEST) >= 0) {
      ended++;
      hours += hours(lasted);
      kept.put(ENDED, Double.toString(ended));
      kept.put(HOURS, Double.toString(hours));
    }
  }

  /** For how long the site is expected to stay alone, hours, {@code > 0}. */
  public double expectedHours(Moment now) {
    double age = since.map(then -> hours(now.since(then))).orElse(0.0);
    return (PRIOR_HOURS + hours + age) / (1 + ended);
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  private double noted(String name) {
    try {
      double value = Double.parseDouble(kept.get(name).orElse("0"));
      return value >= 0 && value < Double.POSITIVE_INFINITY ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
