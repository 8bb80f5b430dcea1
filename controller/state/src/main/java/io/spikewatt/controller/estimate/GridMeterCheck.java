package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the grid meter by the site's possible powers before control follows it. A power that no
 * site of this size has is missing. So is one whose jump neither the devices nor the load's own
 * record explain, until a second reading confirms it; phases that go on as before speak at once. A
 * dead voltage also needs two readings. If power flows without a voltage, the meter is not believed
 * at all. Confined to one thread.
 */
public final class GridMeterCheck {

  /** A reading's range in multiples of the larger limit: a fuse opens far below. */
  private static final double LIMITS = 4;

  /** The same in multiples of all that is installed. */
  private static final double INSTALLED = 2;

  /** A range is never narrower, W: a limit may be set far below a connection's capacity. */
  private static final double LEAST_RANGE_W = 50_000;

  /** Jumps of the load up to this are ordinary in any home, W. */
  private static final double LEAST_JUMP_W = 3_000;

  /** The same as a share of the larger limit. */
  private static final double ORDINARY_JUMP = 1 / 3.0;

  /** Steps of the load up to this, W, or this share of the larger limit, are its noise. */
  private static final double NOISE_W = 500;

  private static final double NOISE_SHARE = 0.05;

  /** A jump goes on record once the load has stayed at its new level for this long. */
  private static final Duration STAYS = Duration.ofSeconds(10);

  /** Longest pulse: a jump and the way back within this time, which no device can follow. */
  private static final Duration PULSE = Duration.ofSeconds(4);

  /** Room above the largest jump of the load on record. */
  private static final double RECORD_ROOM = 1.2;

  /** Disagreement of phases and sum, W and as a share, that rounding does not explain. */
  private static final double PHASES_W = 300;

  private static final double PHASES_SHARE = 0.05;

  /** After a silence of this length the load can be anything. */
  private static final Duration FORGET = Duration.ofSeconds(30);

  /** A second jump that the next reading denies within this time makes a meter erratic. */
  private static final Duration ERRATIC = Duration.ofSeconds(30);

  /** An erratic meter is trusted again after this time without such a jump. */
  private static final Duration CALM = Duration.ofMinutes(1);

  /** Power that flows without a voltage for longer proves neither a grid nor an outage. */
  private static final Duration CONTRADICTED = Duration.ofSeconds(10);

  /** Faults of readings that contradict earlier ones. */
  private static final Set<Fault.Kind> UNLIKE =
      EnumSet.of(Fault.Kind.SPIKE, Fault.Kind.SIGN_FLIPPED, Fault.Kind.OUT_OF_RANGE);

  private static final Set<Quantity> ALL =
      EnumSet.of(
          Quantity.POWER_W,
          Quantity.POWER_L1_W,
          Quantity.POWER_L2_W,
          Quantity.POWER_L3_W,
          Quantity.VOLTAGE_L1_V,
          Quantity.VOLTAGE_L2_V,
          Quantity.VOLTAGE_L3_V,
          Quantity.FREQUENCY_HZ);

  private final @Nullable Signal power;
  private double rangeW;
  private double ordinaryJumpW;
  private double noiseW;
  private final List<BalancePower> others = new ArrayList<>();
  private final Map<Signal, Double> lastOtherW = new HashMap<>();
  private @Nullable Reading accepted;
  private @Nullable Unconfirmed unconfirmed;
  private @Nullable Reading last;
  private @Nullable Reading beforeLast;
  private @Nullable Jump jump;
  private @Nullable Moment denied;
  private @Nullable Moment erratic;
  private @Nullable Moment judged;
  private @Nullable Moment dead;
  private Verdict verdict = Verdict.BELIEVED;
  private double largestJumpW;
  private double roomW;

  /** The connection's power and the load that it means, W. */
  private record Reading(Moment at, double powerW, double loadW) {}

  /** The first reading at a new level, and how many readings confirmed it so far. */
  private record Unconfirmed(Reading first, int confirmations) {

    Unconfirmed confirmed() {
      return new Unconfirmed(first, confirmations + 1);
    }
  }

  /** A confirmed jump of the load that is not on record yet. */
  private record Jump(Moment at, double fromLoadW, double watts) {}

  /** Faults of the sum and of the phases; empty = believed. */
  private record Verdict(Optional<Fault> sum, Optional<Fault> phases) {
    static final Verdict BELIEVED = new Verdict(Optional.empty(), Optional.empty());

    static Verdict sumAlone(Fault sum) {
      return new Verdict(Optional.of(sum), Optional.empty());
    }

    static Verdict all(Fault fault) {
      return new Verdict(Optional.of(fault), Optional.of(fault));
    }
  }

  public GridMeterCheck(Site site) {
    List<SiteDevice> devices = SiteDevices.of(site);
    this.power =
        devices.stream()
            .filter(device -> device.purpose() == Purpose.GRID_METER)
            .findFirst()
            .map(meter -> new Signal(meter.id(), Quantity.POWER_W))
            .orElse(null);
    devices.forEach(device -> device.balance().ifPresent(others::add));
    setLimits(site);
  }

  /** Sizes that follow from the configured limits; findings about the meter stay. */
  public void setLimits(Site site) {
    double limitW = Math.max(site.grid().importLimitW(), site.grid().exportLimitW());
    double installedW = SiteDevices.of(site).stream().mapToDouble(GridMeterCheck::ratedW).sum();
    this.ordinaryJumpW = Math.max(LEAST_JUMP_W, ORDINARY_JUMP * limitW);
    this.noiseW = Math.max(NOISE_W, NOISE_SHARE * limitW);
    this.rangeW = Math.max(LEAST_RANGE_W, Math.max(LIMITS * limitW, INSTALLED * installedW));
  }

  private static double ratedW(SiteDevice device) {
    return switch (device.control().orElse(null)) {
      case FastRegulator regulator -> regulator.ratedW();
      case CurtailableSource source -> source.ratedW();
      case FlexibleLoad load -> load.range().mostW();
      case null, default -> 0;
    };
  }

  /**
   * The snapshot with implausible samples of the grid meter replaced by Missing. Call it once a
   * cycle.
   *
   * @param inForce values of the outputs in force: a device may be on its way to them
   */
  public PlantSnapshot apply(PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    if (power == null) {
      return snapshot;
    }
    Verdict powers = powers(power, snapshot, inForce);
    Map<Quantity, Fault> hidden = new EnumMap<>(Quantity.class);
    powers.sum().ifPresent(fault -> hidden.put(Quantity.POWER_W, fault));
    powers.phases().ifPresent(fault -> GridProbe.PHASES.forEach(phase -> hidden.put(phase, fault)));
    voltages(power, snapshot)
        .ifPresent(fault -> GridProbe.VOLTAGES.forEach(v -> hidden.put(v, fault)));
    contradiction(power, snapshot).ifPresent(fault -> ALL.forEach(any -> hidden.put(any, fault)));
    if (hidden.isEmpty()) {
      return snapshot;
    }
    List<Sample> samples = new ArrayList<>(snapshot.all().size());
    for (Sample sample : snapshot.all()) {
      Signal signal = sample.signal();
      boolean read = sample instanceof Sample.Good && signal.deviceId().equals(power.deviceId());
      Fault fault = read ? hidden.get(signal.quantity()) : null;
      samples.add(fault == null ? sample : new Sample.Missing(signal, fault, sample.at()));
    }
    return new PlantSnapshot(snapshot.at(), samples);
  }

  /**
   * Whether a power that was read between two cycles may be followed at once. Its device has read a
   * jump twice, so only an erratic meter's and a sum that its phases contradict are not followed.
   */
  public boolean believes(double watts) {
    boolean contradicted = verdict.sum().isPresent() && verdict.phases().isEmpty();
    return Math.abs(watts) <= rangeW && !contradicted && erratic == null;
  }

  private Verdict powers(Signal meter, PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    Sample sample = snapshot.get(meter);
    if (sample instanceof Sample.Missing missing) {
      // A reading that was not believed confirms no jump, nor does the one after it.
      boolean jumps = UNLIKE.contains(missing.reason().kind());
      noteErratic(snapshot.at(), jumps && unconfirmed != null);
      unconfirmed = jumps ? null : unconfirmed;
    }
    // A repeated reading confirms nothing.
    if (sample instanceof Sample.Good good && !good.at().equals(judged)) {
      judged = good.at();
      verdict = judge(good, snapshot, inForce);
    }
    return sample instanceof Sample.Good ? verdict : Verdict.BELIEVED;
  }

  private Verdict judge(Sample.Good sum, PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    double otherW = otherW(snapshot);
    Reading reading = new Reading(sum.at(), sum.value(), sum.value() + otherW);
    Optional<Reading> phases =
        phases(sum, snapshot).map(watts -> new Reading(sum.at(), watts, watts + otherW));
    Reading previous = last;
    Reading before = accepted;
    double explainedW = onTheWayW(snapshot, inForce);
    boolean isPulse = isPulse(reading, erratic == null ? explainedW : 0);
    beforeLast = previous;
    last = reading;
    // Readings that were not believed are no silence.
    if (previous == null || reading.at.since(previous.at).compareTo(FORGET) > 0) {
      before = null;
    }
    double loadsW = Math.max(ordinaryJumpW, RECORD_ROOM * largestJumpW);
    roomW = erratic == null ? loadsW + explainedW : noiseW;
    boolean inRange = Math.abs(reading.powerW) <= rangeW;
    noteErratic(reading.at, isPulse || (unconfirmed != null && !near(unconfirmed.first, reading)));
    // Devices that follow an erratic meter must not widen its credible range.
    roomW = erratic == null ? roomW : noiseW;
    if (inRange && (before == null || near(before, reading))) {
      return accept(reading);
    }
    Optional<Reading> steady =
        phases.filter(p -> contradicts(p, reading) && Math.abs(p.powerW) <= rangeW);
    if (before != null) {
      Reading known = before;
      steady = steady.filter(p -> near(known, p));
    }
    if (steady.isPresent()) {
      accept(steady.get());
      return Verdict.sumAlone(fault(reading, inRange, before));
    }
    Unconfirmed waiting = inRange ? waiting(reading) : null;
    if (waiting != null && waiting.confirmations >= (erratic == null ? 1 : 2)) {
      jump = before == null || isBack(reading) ? null : jump(before, reading);
      return accept(reading);
    }
    unconfirmed = waiting;
    return Verdict.all(fault(reading, inRange, before));
  }

  private Unconfirmed waiting(Reading reading) {
    return unconfirmed != null && near(unconfirmed.first, reading)
        ? unconfirmed.confirmed()
        : new Unconfirmed(reading, 0);
  }

  /** True if the power is back from a jump after one reading, as no ordinary load is. */
  private boolean isPulse(Reading reading, double explainedW) {
    return last != null
        && beforeLast != null
        && reading.at.since(beforeLast.at).compareTo(PULSE) <= 0
        && jumpW(beforeLast, reading) <= noiseW
        && Math.min(jumpW(beforeLast, last), jumpW(last, reading)) > ordinaryJumpW + explainedW;
  }

  /** One jump that the next reading denies may be a reading; a second one is the meter. */
  private void noteErratic(Moment now, boolean isDenied) {
    if (erratic != null && now.since(erratic).compareTo(CALM) > 0) {
      erratic = null;
    }
    if (isDenied) {
      boolean again = denied != null && now.since(denied).compareTo(ERRATIC) <= 0;
      erratic = again ? now : erratic;
      // A jump that an erratic meter confirmed says nothing about the load.
      jump = again ? null : jump;
      denied = now;
    }
  }

  private Verdict accept(Reading reading) {
    accepted = reading;
    unconfirmed = null;
    if (isBack(reading)) {
      jump = null;
    } else if (jump != null && reading.at.since(jump.at).compareTo(STAYS) >= 0) {
      largestJumpW = Math.max(largestJumpW, jump.watts);
      jump = null;
    }
    return Verdict.BELIEVED;
  }

  private static Jump jump(Reading before, Reading reading) {
    return new Jump(reading.at, before.loadW, jumpW(before, reading));
  }

  /** True if the load is back from its last jump before the jump went on record. */
  private boolean isBack(Reading reading) {
    return jump != null && Math.abs(reading.loadW - jump.fromLoadW) < jump.watts / 2;
  }

  private Fault fault(Reading reading, boolean inRange, @Nullable Reading before) {
    return !inRange || before == null
        ? Fault.of(
            Fault.Kind.OUT_OF_RANGE,
            text(reading.powerW) + ", by limits and installed power within ±" + text(rangeW))
        : Fault.of(
            Fault.Kind.SPIKE,
            text(before.powerW) + " to " + text(reading.powerW) + ", not confirmed yet");
  }

  private static String text(double watts) {
    return String.format(Locale.ROOT, "%.0f W", watts);
  }

  private boolean near(Reading before, Reading next) {
    return jumpW(before, next) <= roomW;
  }

  /**
   * The load's jump, or the meter's if that is smaller: devices may be read later than the meter.
   */
  private static double jumpW(Reading before, Reading next) {
    return Math.min(Math.abs(next.loadW - before.loadW), Math.abs(next.powerW - before.powerW));
  }

  private static boolean contradicts(Reading phases, Reading sum) {
    return Math.abs(phases.powerW - sum.powerW) > PHASES_W + PHASES_SHARE * Math.abs(sum.powerW);
  }

  /** Sum of the phases, if all were read with the sum. */
  private static Optional<Double> phases(Sample.Good sum, PlantSnapshot snapshot) {
    double watts = 0;
    for (Quantity phase : GridProbe.PHASES) {
      if (!(snapshot.get(sum.signal().deviceId(), phase) instanceof Sample.Good good
          && good.at().equals(sum.at()))) {
        return Optional.empty();
      }
      watts += good.value();
    }
    return Optional.of(watts);
  }

  /** Power of everything else in the balance, W; a device that is silent goes on as it was. */
  private double otherW(PlantSnapshot snapshot) {
    double sum = 0;
    for (BalancePower other : others) {
      other.watts(snapshot).ifKnown().ifPresent(watts -> lastOtherW.put(other.signal(), watts));
      sum += lastOtherW.getOrDefault(other.signal(), 0.0);
    }
    return sum;
  }

  /** By how much devices may still move toward their setpoints, W. */
  private double onTheWayW(PlantSnapshot snapshot, Map<Signal, Double> inForce) {
    double sum = 0;
    for (BalancePower other : others) {
      Double target = inForce.get(other.signal());
      OptionalDouble watts = snapshot.value(other.signal().deviceId(), Quantity.POWER_W);
      sum += target != null && watts.isPresent() ? Math.abs(target - watts.getAsDouble()) : 0;
    }
    return sum;
  }

  /** Fault of dead voltages that no second reading has confirmed. */
  private Optional<Fault> voltages(Signal meter, PlantSnapshot snapshot) {
    Moment at = null;
    for (Quantity voltage : GridProbe.VOLTAGES) {
      if (snapshot.get(meter.deviceId(), voltage) instanceof Sample.Good good) {
        if (good.value() >= GridProbe.DEAD_V) {
          dead = null;
          return Optional.empty();
        }
        at = good.at();
      }
    }
    if (at == null) {
      return Optional.empty();
    }
    dead = dead == null ? at : dead;
    return at.isAfter(dead)
        ? Optional.empty()
        : Optional.of(Fault.of(Fault.Kind.SPIKE, "no voltage, not confirmed yet"));
  }

  /** Fault of a meter that shows a flow of power without a voltage. */
  private Optional<Fault> contradiction(Signal meter, PlantSnapshot snapshot) {
    double flowsW = Math.abs(snapshot.value(meter.deviceId(), Quantity.POWER_W).orElse(0));
    return dead != null
            && snapshot.at().since(dead).compareTo(CONTRADICTED) >= 0
            && flowsW > GridConnection.FLOWS_W
        ? Optional.of(Fault.of(Fault.Kind.CONTRADICTED, text(flowsW) + " flow without a voltage"))
        : Optional.empty();
  }
}
