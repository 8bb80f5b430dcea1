package io.spikewatt.controller.energy;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.hal.time.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Lifetime energies of the site and its devices, from the devices' own registers, or integrated
 * from measured power. While a power is unknown nothing is counted: a gap stays a gap.
 *
 * <p>Only values on the disk are published, so a power cut takes none of them back. Writing a
 * reserve ahead would publish sooner, but each power cut would add energy that never flowed. The
 * disk is written shortly before each quarter hour ends: an hour's energy lacks seconds then.
 *
 * <p>One thread counts ({@link #count}), another writes ({@link #keep}).
 */
public final class EnergyCounters {

  /** Longest time that one reading of a power counts for. */
  private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

  private static final Duration BEFORE_SLOT_ENDS = Duration.ofSeconds(10);
  private static final Duration LEAST_BETWEEN_WRITES = Duration.ofMinutes(5);
  private static final Duration MOST_BETWEEN_WRITES = Duration.ofMinutes(20);

  /** A counter that was never published need not wait for the quarter hour. */
  private static final Duration FIRST_AFTER = Duration.ofSeconds(30);

  /** Longest wait for a register that the profile promises. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Above the power of any such site, W: a larger step of a register is an error. */
  private static final double LEAST_OF_MOST_W = 1e6;

  private static final double MOST_WH = 1e15;
  private static final String READING = ".register";
  private static final String READ_AT = ".register-at";
  private static final String AT = "at";

  private final KeptValues kept;
  private final List<Counter> counters = new ArrayList<>();
  private final List<String> news = new ArrayList<>();
  private final Map<SiteEnergy, Double> site = new EnumMap<>(SiteEnergy.class);
  private @Nullable Moment firstCount;
  private @Nullable Moment lastCount;
  private @Nullable Moment lastWrite;
  private long lastSlot = Long.MIN_VALUE;
  private volatile EnergyTotals published;

  private static final class Counter {
    private final CountedFlow flow;
    private final RegisterSteps register;
    private OptionalDouble totalWh;

    Counter(CountedFlow flow, RegisterSteps register, OptionalDouble totalWh) {
      this.flow = flow;
      this.register = register;
      this.totalWh = totalWh;
    }
  }

  public EnergyCounters(Site site, KeptValues kept) {
    this.kept = kept;
    double mostW =
        Math.max(
            LEAST_OF_MOST_W, 2 * Math.max(site.grid().importLimitW(), site.grid().exportLimitW()));
    for (CountedFlow flow : CountedFlow.of(site)) {
      OptionalDouble last = kept.number(flow.keptName() + READING, 0, MOST_WH);
      OptionalDouble total = kept.number(flow.keptName(), 0, MOST_WH);
      Instant lastAt = instant(kept, flow.keptName() + READ_AT).orElse(keptAt(kept));
      RegisterSteps register = new RegisterSteps(mostW, flow.ratedW(site), last, lastAt);
      counters.add(new Counter(flow, register, total));
    }
    for (SiteEnergy energy : SiteEnergy.values()) {
      kept.number(EnergyTotals.name(energy), 0, MOST_WH).ifPresent(wh -> this.site.put(energy, wh));
    }
    this.published = new EnergyTotals(keptAt(kept), totals());
  }

  public static EnergyCounters in(Path directory, Site site) {
    return new EnergyCounters(
        site,
        KeptValues.in(
            directory.resolve("energy.properties"),
            "energies since counting began, Wh",
            Logger::warn));
  }

  private static Instant keptAt(KeptValues kept) {
    return instant(kept, AT).orElse(Instant.EPOCH);
  }

  private static Optional<Instant> instant(KeptValues kept, String name) {
    OptionalDouble seconds = kept.number(name, 0, (double) Timestamp.END.getEpochSecond());
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond((long) seconds.getAsDouble()))
        : Optional.empty();
  }

  /** Energies that may be published: they are on the disk. */
  public EnergyTotals published() {
    return published;
  }

  public synchronized void count(PlantSnapshot snapshot, PlantState state) {
    Moment now = snapshot.at();
    Duration step = lastCount == null ? Duration.ZERO : now.since(lastCount);
    boolean gap = step.isNegative() || step.compareTo(LONGEST_STEP) > 0;
    double hours = gap ? 0 : step.toNanos() / 3.6e12;
    lastCount = now;
    if (firstCount == null) {
      firstCount = now;
    }
    boolean waits = now.since(firstCount).compareTo(PATIENCE) < 0;
    for (Counter counter : counters) {
      if (!read(counter, snapshot) && !(waits && counter.flow.hasRegister())) {
        integrate(counter, snapshot, state, hours);
      }
    }
  }

  /** Whether the device has a register of the energy, readable now or at other times. */
  private boolean read(Counter counter, PlantSnapshot snapshot) {
    CountedFlow flow = counter.flow;
    OptionalDouble reading = snapshot.value(flow.device().id(), flow.direction().register());
    if (reading.isPresent()) {
      boolean first = counter.totalWh.isEmpty();
      boolean believed = counter.register.doubted().isEmpty();
      double counted = counter.register.step(reading.getAsDouble(), snapshot.at());
      if (believed && counter.register.doubted().isPresent()) {
        news.add(doubt(counter, reading.getAsDouble()));
      }
      // The first reading is the device's own lifetime count.
      add(counter, first ? reading.getAsDouble() : counted, first ? 0 : counted);
    }
    return counter.register.last().isPresent();
  }

  private static String doubt(Counter counter, double readingWh) {
    return "%s: its register %s reads %.0f Wh after %.0f Wh, more than flowed meanwhile or less:"
            .formatted(
                counter.flow.device().id(),
                counter.flow.direction().keptName(),
                readingWh,
                counter.register.last().orElse(0))
        + " not counted";
  }

  /** Events since the last call, one sentence each; for the thread that counts. */
  public synchronized List<String> news() {
    List<String> events = List.copyOf(news);
    news.clear();
    return events;
  }

  private void integrate(Counter counter, PlantSnapshot snapshot, PlantState state, double hours) {
    OptionalDouble watts =
        counter.flow.integrates() ? powerW(counter.flow, snapshot, state) : OptionalDouble.empty();
    if (watts.isPresent()) {
      double counted = counter.flow.direction().share(watts.getAsDouble()) * hours;
      add(counter, counted, counted);
    }
  }

  private void add(Counter counter, double deviceWh, double siteWh) {
    counter.totalWh = OptionalDouble.of(counter.totalWh.orElse(0) + deviceWh);
    counter.flow.site().ifPresent(energy -> site.merge(energy, siteWh, Double::sum));
  }

  private static OptionalDouble powerW(CountedFlow flow, PlantSnapshot snapshot, PlantState state) {
    String id = flow.device().id();
    return switch (flow.device().role()) {
      case Role.GridMeter _ -> state.gridW().ifKnown();
      case Role.Load _ -> snapshot.value(id, Quantity.POWER_W);
      default ->
          state
              .assets()
              .find(id)
              .map(AssetState::powerW)
              .map(Estimate::ifKnown)
              .orElse(OptionalDouble.empty());
    };
  }

  /** Writes what was counted if that is due; any thread, but one at a time. */
  public void keep(Moment now) {
    write(now, false);
  }

  /** Writes what was counted, before an orderly end. */
  public void close() {
    Moment counted;
    synchronized (this) {
      counted = lastCount;
    }
    if (counted != null) {
      write(counted, true);
    }
  }

  /** The disk is written outside of the lock: counting does not wait for it. */
  private void write(Moment now, boolean always) {
    Map<String, Double> counted;
    Map<String, String> lines;
    synchronized (this) {
      if (!always && !isDue(now)) {
        return;
      }
      lastWrite = now;
      lastSlot = slot(now);
      counted = totals();
      lines = lines(counted, now);
    }
    if (kept.replace(lines)) {
      published = new EnergyTotals(now.instant(), counted);
    }
  }

  private boolean isDue(Moment now) {
    if (lastWrite == null) {
      lastWrite = now;
      lastSlot = slot(now);
    }
    Duration since = now.since(lastWrite);
    if (since.compareTo(MOST_BETWEEN_WRITES) >= 0) {
      return true;
    }
    if (slot(now) != lastSlot) {
      return since.compareTo(LEAST_BETWEEN_WRITES) >= 0;
    }
    return since.compareTo(FIRST_AFTER) >= 0 && !published.wh().keySet().equals(totals().keySet());
  }

  private static long slot(Moment now) {
    return QuarterHour.startOf(now.instant().plus(BEFORE_SLOT_ENDS)).getEpochSecond();
  }

  private Map<String, Double> totals() {
    Map<String, Double> totals = new HashMap<>();
    for (Counter counter : counters) {
      counter.totalWh.ifPresent(wh -> totals.put(counter.flow.keptName(), wh));
    }
    site.forEach((energy, wh) -> totals.put(EnergyTotals.name(energy), wh));
    return totals;
  }

  /** Counters of devices that are gone stay: they may come back. */
  private Map<String, String> lines(Map<String, Double> counted, Moment now) {
    Map<String, String> lines = kept.all();
    counted.forEach((name, wh) -> lines.put(name, Double.toString(wh)));
    for (Counter counter : counters) {
      counter
          .register
          .last()
          .ifPresent(
              wh -> {
                String name = counter.flow.keptName();
                long at = counter.register.lastInstant().getEpochSecond();
                lines.put(name + READING, Double.toString(wh));
                lines.put(name + READ_AT, Long.toString(at));
              });
    }
    lines.put(AT, Long.toString(now.instant().getEpochSecond()));
    return lines;
  }
}
