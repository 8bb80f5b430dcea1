package io.spikewatt.controller.energy;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Energy and work of each compute cluster since local midnight, and the part of the energy that
 * came from the site's own sources: at each moment all consumers share the same mix. Time in which
 * a power of the mix is unknown counts in neither. All survives a restart, but for the last minutes
 * before a power cut. Confined to the control cycle's thread but for {@link #keep}.
 */
public final class ComputeDay {

  /** Longest time that one reading counts for, s. */
  private static final double LONGEST_STEP_S = 60;

  /** Longest time that a power cut loses. */
  private static final Duration KEPT_EVERY = Duration.ofMinutes(3);

  /** Energy under which a quotient would be one of small numbers: 10 Wh, in W s. */
  private static final double LEAST_WATT_SECONDS = 36_000;

  private static final double WATT_SECONDS_PER_KWH = 3.6e6;
  private static final double PERCENT = 100;
  private static final Estimate NO_ENERGY = new Estimate.Unknown("too little was counted today");

  private final ZoneId zone;
  private final KeptValues kept;
  private final Map<String, Sums> clusters = new TreeMap<>();
  private Instant day = Instant.EPOCH;
  private @Nullable Moment lastUpdate;

  /** For the thread that writes; empty before the first cycle. */
  private volatile Optional<Day> newest = Optional.empty();

  /** Time of the last writing; only the thread that writes uses it. */
  private @Nullable Moment keptAt;

  /**
   * A cluster's running day.
   *
   * @param ownPct share of its energy from the site's own sources, %
   * @param workPerKwh work for a kWh, in the unit of the cluster's counters
   */
  public record Reading(Estimate ownPct, Estimate workPerKwh) {

    /** The reading of a cluster before anything was counted. */
    public static final Reading NONE = new Reading(NO_ENERGY, NO_ENERGY);
  }

  /**
   * Sums of a day.
   *
   * @param mixed energy while the mix was known, W s
   * @param own part of it from own sources, W s
   * @param worked energy while work was known, W s
   * @param work done meanwhile
   */
  private record Sums(double mixed, double own, double worked, double work) {

    static final Sums NONE = new Sums(0, 0, 0, 0);

    Sums plus(double wattSeconds, OptionalDouble share, OptionalDouble done) {
      return new Sums(
          mixed + (share.isPresent() ? wattSeconds : 0),
          own + share.orElse(0) * wattSeconds,
          worked + (done.isPresent() ? wattSeconds : 0),
          work + done.orElse(0));
    }

    Reading reading(Moment now) {
      return new Reading(
          quotient(PERCENT * own, mixed, mixed, now),
          quotient(WATT_SECONDS_PER_KWH * work, worked, worked, now));
    }

    private static Estimate quotient(double part, double whole, double energy, Moment now) {
      return energy >= LEAST_WATT_SECONDS
          ? new Estimate.Known(part / whole, Estimate.How.DERIVED, now)
          : NO_ENERGY;
    }

    private boolean isSound() {
      return DoubleStream.of(mixed, own, worked, work).allMatch(x -> x >= 0 && x < 1e15)
          && own <= mixed * (1 + 1e-9);
    }
  }

  /** The sums of all clusters since a day's start. */
  private record Day(Instant start, Map<String, Sums> clusters) {

    Map<String, String> lines() {
      Map<String, String> lines = new TreeMap<>();
      clusters.forEach(
          (id, sums) ->
              lines.put(
                  id,
                  "%s %s %s %s %s".formatted(start, sums.mixed, sums.own, sums.worked, sums.work)));
      return lines;
    }
  }

  /**
   * @param zone whose days count
   * @param kept store that survives a restart, by cluster
   */
  public ComputeDay(ZoneId zone, KeptValues kept) {
    this.zone = zone;
    this.kept = kept;
    kept.all().forEach(this::resume);
  }

  /** The record in the state directory. */
  public static ComputeDay in(Path directory, ZoneId zone) {
    String comment =
        "each cluster's day: its start; W s of known mix, of own sources, of known work; work";
    Path file = directory.resolve("compute-day.properties");
    return new ComputeDay(zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** Lines of an earlier day than the newest one are left out. */
  private void resume(String id, String line) {
    String[] words = line.split(" ", -1);
    try {
      Instant start = Instant.parse(words[0]);
      Sums sums = new Sums(number(words, 1), number(words, 2), number(words, 3), number(words, 4));
      if (words.length == 5 && sums.isSound() && !start.isBefore(day)) {
        begin(start);
        clusters.put(id, sums);
      }
    } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      Logger.warn("the day of {} is not understood: {}", id, e.getMessage());
    }
  }

  private static double number(String[] words, int place) {
    return Double.parseDouble(words[place]);
  }

  private void begin(Instant start) {
    if (!start.equals(day)) {
      clusters.clear();
      day = start;
    }
  }

  /**
   * Takes over one cycle's powers and work.
   *
   * @return the running day of each cluster, by id
   */
  public Map<String, Reading> update(PlantSnapshot snapshot, PlantState state) {
    Moment now = snapshot.at();
    begin(now.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
    double stepS = lastUpdate == null ? 0 : stepS(lastUpdate, now);
    lastUpdate = now;
    OptionalDouble share = ownShare(state);
    Map<String, Reading> readings = new HashMap<>();
    for (AssetState cluster : state.assets().group(BalanceTerm.COMPUTE).each()) {
      String id = cluster.id();
      Sums sums = clusters.getOrDefault(id, Sums.NONE);
      if (cluster.powerW() instanceof Estimate.Known power) {
        double wattSeconds = Math.max(0, -power.value()) * stepS;
        OptionalDouble workPerS = snapshot.value(id, Quantity.WORK_PER_S);
        OptionalDouble done =
            workPerS.isPresent()
                ? OptionalDouble.of(workPerS.getAsDouble() * stepS)
                : OptionalDouble.empty();
        sums = sums.plus(wattSeconds, share, done);
      }
      clusters.put(id, sums);
      readings.put(id, sums.reading(now));
    }
    newest = Optional.of(new Day(day, Map.copyOf(clusters)));
    return readings;
  }

  private static double stepS(Moment last, Moment now) {
    return Math.clamp(now.since(last).toNanos() * 1e-9, 0, LONGEST_STEP_S);
  }

  /**
   * Share of own sources in what flows into the bus, 0 to 1; empty = a power is unknown or nothing
   * flows. Energy out of a battery is not theirs: it may have been imported.
   */
  private static OptionalDouble ownShare(PlantState state) {
    double own = 0;
    double all = 0;
    for (BalanceTerm term : BalanceTerm.values()) {
      OptionalDouble watts = state.powerW(term).ifKnown();
      if (watts.isEmpty()) {
        return OptionalDouble.empty();
      }
      double in = Math.max(0, watts.getAsDouble());
      all += in;
      own += term == BalanceTerm.PV || term == BalanceTerm.WIND ? in : 0;
    }
    return all > 0 ? OptionalDouble.of(own / all) : OptionalDouble.empty();
  }

  /** Writes the running sums when that is due; any thread, but one at a time. */
  public void keep(Moment now) {
    if (keptAt == null || now.since(keptAt).compareTo(KEPT_EVERY) >= 0) {
      keptAt = now;
      close();
    }
  }

  /** Writes the running sums, before an orderly end. */
  public void close() {
    Map<String, String> lines = newest.map(Day::lines).orElse(Map.of());
    if (!lines.isEmpty() && !lines.equals(kept.all())) {
      boolean _ = kept.replace(lines);
    }
  }
}
