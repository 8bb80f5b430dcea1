package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.PlanCapability;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.ResponseEvidence.Behaviour;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds a grid meter that cannot be followed: it answers the batteries' moves in the wrong
 * direction, not at all or far too much, or means a load that is impossible. The power of a
 * suspected meter is missing, so that the batteries go to neutral; how the meter answers this move
 * acquits it or raises the alarm. Confined to one thread.
 */
public final class MeterResponse {

  /** A load below 0 by more than this is no unmeasured generation, W. */
  private static final double UNMEASURED_W = 3_000;

  /** The same in multiples of the batteries' rating. */
  private static final double UNMEASURED_SHARE = 1.5;

  /** Lags of devices and meters explain an impossible load for no longer. */
  private static final Duration IMPOSSIBLE_FOR = Duration.ofSeconds(10);

  /** A meter that shows the same value for longer, to the last bit, is stuck if it should move. */
  private static final Duration SAME_FOR = Duration.ofSeconds(20);

  /** Moves of the batteries, of their rating, that a meter must show. */
  private static final double MOVED = 0.2;

  /** Power of the batteries whose way to neutral decides, of their rating. */
  private static final double LEAST = 0.15;

  /** Each acquittal doubles the evidence for the next suspicion, up to this number. */
  private static final int MOST_ACQUITTALS = 10;

  /** Duration of an alarm, after which the meter is tried again; each time doubles it. */
  private static final Duration RETRY = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 4;

  /** A silent device may bring more than when it was read last after this time. */
  private static final Duration STEADY_FOR = Duration.ofSeconds(10);

  /** A suspicion that no move of the batteries confirms ends after this time. */
  private static final Duration DECIDED_IN = Duration.ofSeconds(30);

  /** Smaller moves are noise, of the rating. */
  private static final double NOISE = 0.01;

  /** Readings that are further apart than this are no row, in multiples of the last distance. */
  private static final double GAP = 2.5;

  private static final Set<Quantity> HIDDEN =
      EnumSet.of(Quantity.POWER_W, Quantity.POWER_L1_W, Quantity.POWER_L2_W, Quantity.POWER_L3_W);

  private final @Nullable DeviceConfig meter;
  private final GridProbe gridProbe;
  private final List<BalancePower> batteries = new ArrayList<>();
  private final List<Other> others = new ArrayList<>();
  private final double ratedW;
  private final ResponseEvidence evidence;
  private Finding finding = Finding.NONE;
  private int acquittals;
  private int retries;
  private @Nullable Reading last;
  private @Nullable Moment same;
  private @Nullable Moment impossible;
  private @Nullable Moment rested;
  private double stepSeconds;
  private double movedW;

  /** State of the examination. */
  private sealed interface Finding {
    Finding NONE = new Believed();

    record Believed() implements Finding {}

    /** The batteries go to neutral, and the meter's answer decides. */
    record Suspected(Behaviour of, Moment since) implements Finding {}

    /** An alarm. {@code lastsWhileSame}: whether it ends when the meter moves again. */
    record Proven(Phrase cause, boolean lastsWhileSame, Moment since) implements Finding {}
  }

  /**
   * One reading of the site.
   *
   * @param othersW everything else that is measured, less its first power
   * @param mostOthersW its power, and the most that it can be of what is not read
   */
  private record Reading(
      Moment at, double meterW, double othersW, double mostOthersW, double batteriesW) {
    /** The load cannot be higher. */
    double mostLoadW() {
      return meterW + mostOthersW + batteriesW;
    }
  }

  /**
   * A device that is no battery. While it is silent it goes on as it was, so that its changes count
   * as the load's.
   */
  private static final class Other {
    final BalancePower power;
    final double mostW;
    private @Nullable Double firstW;
    private double changeW;
    private double highestW;
    private @Nullable Moment readAt;

    /** {@code mostW}: the most it can bring into the bus, W; infinite if that is not known. */
    Other(BalancePower power, double mostW) {
      this.power = power;
      this.mostW = mostW;
    }

    void read(PlantSnapshot snapshot) {
      if (power.watts(snapshot) instanceof Estimate.Known known) {
        firstW = firstW == null ? known.value() : firstW;
        changeW = known.value() - firstW;
        highestW = known.value();
        readAt = snapshot.at();
      } else if (readAt == null || lasts(readAt, STEADY_FOR, snapshot.at())) {
        highestW = mostW;
      }
    }
  }

  public MeterResponse(Site site) {
    List<SiteDevice> devices = SiteDevices.of(site);
    List<SiteDevice> meters =
        devices.stream().filter(device -> device.purpose() == Purpose.GRID_METER).toList();
    this.gridProbe = new GridProbe(meters.stream().map(SiteDevice::id).toList());
    double rated = 0;
    for (SiteDevice device : devices) {
      device.balance().ifPresent(power -> add(power, device));
      if (device.control().orElse(null) instanceof FastRegulator regulator) {
        rated += regulator.ratedW();
      }
    }
    this.ratedW = rated;
    this.meter = meters.isEmpty() || rated == 0 ? null : meters.getFirst().config();
    this.evidence = new ResponseEvidence(rated);
  }

  private void add(BalancePower power, SiteDevice device) {
    if (power.term() == BalanceTerm.BATTERY) {
      batteries.add(power);
    } else {
      others.add(new Other(power, mostW(power.term(), device)));
    }
  }

  private static double mostW(BalanceTerm term, SiteDevice device) {
    return switch (term) {
      case EV, COMPUTE, HEAT_PUMP -> 0;
      case PV, WIND ->
          device.control().orElse(null) instanceof CurtailableSource source
              ? source.ratedW()
              : Double.POSITIVE_INFINITY;
      case GENSET ->
          device.plan().orElse(null) instanceof PlanCapability.Generator generator
              ? generator.ratedW()
              : Double.POSITIVE_INFINITY;
      case GRID, BATTERY -> Double.POSITIVE_INFINITY;
    };
  }

  /** The snapshot with the powers of an unbelieved meter replaced by Missing. Once a cycle. */
  public PlantSnapshot apply(PlantSnapshot snapshot) {
    if (meter == null) {
      return snapshot;
    }
    if (isTurned(snapshot.get(meter.id(), Quantity.POWER_W))) {
      finding = Finding.NONE;
      evidence.forget();
    }
    // One missing reading does not interrupt the row. The next reading shows how long the gap was.
    Optional<Reading> reading = reading(meter, snapshot);
    reading.ifPresent(this::judge);
    rested = isAtRest(snapshot) ? since(rested, snapshot.at()) : null;
    return believed(meter, snapshot);
  }

  /**
   * The same while a battery regulates by its own meter: its moves follow the load, so the meter's
   * answer to them is no evidence.
   */
  public PlantSnapshot applyUnjudged(PlantSnapshot snapshot) {
    interrupt(false);
    rested = null;
    return meter == null ? snapshot : believed(meter, snapshot);
  }

  private PlantSnapshot believed(DeviceConfig of, PlantSnapshot snapshot) {
    return switch (finding) {
      case Finding.Believed _ -> snapshot;
      case Finding.Suspected _ -> without(of.id(), snapshot, "its answer to the batteries");
      case Finding.Proven proven -> without(of.id(), snapshot, proven.cause.english());
    };
  }

  /** Whether the meter's power may be followed. */
  public boolean believes() {
    return finding instanceof Finding.Believed;
  }

  /** The likely cause and a remedy, one sentence; empty unless it is proven. */
  public Optional<Phrase> alarm() {
    return finding instanceof Finding.Proven proven ? Optional.of(proven.cause) : Optional.empty();
  }

  private Estimate batteries(PlantSnapshot snapshot) {
    return Estimate.sum(batteries.stream().map(power -> power.watts(snapshot)).toList());
  }

  private boolean isAtRest(PlantSnapshot snapshot) {
    return batteries(snapshot) instanceof Estimate.Known known
        && Math.abs(known.value()) <= NOISE * ratedW;
  }

  private static Moment since(@Nullable Moment begun, Moment now) {
    return begun == null ? now : begun;
  }

  private Optional<Reading> reading(DeviceConfig of, PlantSnapshot snapshot) {
    Estimate battery = batteries(snapshot);
    others.forEach(other -> other.read(snapshot));
    return snapshot.get(of.id(), Quantity.POWER_W) instanceof Sample.Good good
            && battery instanceof Estimate.Known b
            && gridProbe.connection(snapshot) != GridConnection.DOWN
        ? Optional.of(
            new Reading(
                good.at(),
                good.value(),
                others.stream().mapToDouble(other -> other.changeW).sum(),
                others.stream().mapToDouble(other -> other.highestW).sum(),
                b.value()))
        : Optional.empty();
  }

  /** {@code atRest}: whether the batteries have rested for so long that no move is under way. */
  private void interrupt(boolean atRest) {
    evidence.interrupt(atRest);
    last = null;
    same = null;
    impossible = null;
  }

  private void judge(Reading reading) {
    Reading before = last;
    if (before != null && !reading.at.isAfter(before.at)) {
      return;
    }
    double usualSeconds = stepSeconds;
    boolean gap = before != null && isGap(reading.at.since(before.at));
    boolean atRest = rested(reading.at, gap ? usualSeconds : stepSeconds);
    if (gap) {
      interrupt(atRest);
    } else if (atRest) {
      evidence.rest();
    }
    last = reading;
    impossible = !isImpossible(reading) ? null : impossible == null ? reading.at : impossible;
    boolean isSame = before != null && before.meterW == reading.meterW;
    double stepW = before == null ? 0 : Math.abs(reading.batteriesW - before.batteriesW);
    movedW = isSame ? movedW + Math.max(0, stepW - NOISE * ratedW) : 0;
    same = isSame && same != null ? same : reading.at;
    // A repeated value shows nothing new.
    if (!isSame) {
      evidence.add(reading.meterW, reading.othersW, reading.batteriesW);
    }
    finding =
        switch (finding) {
          case Finding.Believed _ -> examine(reading);
          case Finding.Suspected suspected -> decide(suspected, reading.at);
          case Finding.Proven proven -> retry(proven, isSame, reading.at);
        };
  }

  /** Whether no move of the batteries is under way any more. */
  private boolean rested(Moment now, double stepS) {
    return rested != null && seconds(now.since(rested)) > ResponseEvidence.REACH * stepS;
  }

  private boolean isGap(Duration step) {
    double seconds = seconds(step);
    boolean gap = stepSeconds > 0 && seconds > GAP * stepSeconds;
    stepSeconds = seconds;
    return gap;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() * 1e-9;
  }

  private boolean isImpossible(Reading reading) {
    return -reading.mostLoadW() > UNMEASURED_W + UNMEASURED_SHARE * ratedW;
  }

  private Finding examine(Reading reading) {
    if (lasts(same, SAME_FOR, reading.at)
        && Math.abs(reading.meterW) > GridConnection.FLOWS_W
        && movedW >= MOVED * ratedW) {
      return new Finding.Proven(text(Behaviour.BLIND), true, reading.at);
    }
    double doubt = Math.pow(2, acquittals);
    Duration impossibleFor = IMPOSSIBLE_FOR.multipliedBy((long) doubt);
    Optional<Behaviour> suspicion =
        lasts(impossible, impossibleFor, reading.at)
            ? Optional.of(Behaviour.INVERTED)
            : evidence.suspicion(doubt);
    if (suspicion.isEmpty() || Math.abs(reading.batteriesW) < LEAST * ratedW) {
      return Finding.NONE;
    }
    evidence.forget();
    return new Finding.Suspected(suspicion.get(), reading.at);
  }

  private Finding decide(Finding.Suspected suspected, Moment now) {
    Optional<Behaviour> verdict = evidence.verdict();
    boolean isTenfold = suspected.of == Behaviour.TENFOLD;
    if (verdict.isEmpty() && !lasts(suspected.since, DECIDED_IN, now)) {
      return suspected;
    }
    if (verdict.isEmpty()
        || verdict.get() == Behaviour.HONEST
        || isTenfold != (verdict.get() == Behaviour.TENFOLD)) {
      acquittals = Math.min(acquittals + 1, MOST_ACQUITTALS);
      return Finding.NONE;
    }
    return new Finding.Proven(text(verdict.get()), false, now);
  }

  private Finding retry(Finding.Proven proven, boolean isSame, Moment now) {
    Duration lasting = RETRY.multipliedBy(1L << retries);
    boolean over = now.since(proven.since).compareTo(lasting) >= 0;
    if (over) {
      retries = Math.min(retries + 1, MOST_DOUBLINGS);
      evidence.forget();
    }
    return over || (proven.lastsWhileSame && !isSame) ? Finding.NONE : proven;
  }

  /** A sign that has changed is judged anew. */
  private static boolean isTurned(Sample sample) {
    return sample instanceof Sample.Missing missing
        && missing.reason().kind() == Fault.Kind.SIGN_FLIPPED;
  }

  private static boolean lasts(@Nullable Moment since, Duration least, Moment now) {
    return since != null && now.since(since).compareTo(least) >= 0;
  }

  private Phrase text(Behaviour behaviour) {
    DeviceConfig of = Objects.requireNonNull(meter);
    return switch (behaviour) {
      case HONEST, INVERTED -> AlarmTexts.meterInverted(of.id(), of.invert());
      case BLIND -> AlarmTexts.meterBlind(of.id(), names());
      case TENFOLD -> AlarmTexts.meterTenfold(of.id());
    };
  }

  private String names() {
    return batteries.stream()
        .map(power -> power.signal().deviceId())
        .collect(Collectors.joining(", "));
  }

  private static PlantSnapshot without(String meter, PlantSnapshot snapshot, String why) {
    List<Sample> samples = new ArrayList<>(snapshot.all().size());
    for (Sample sample : snapshot.all()) {
      Signal signal = sample.signal();
      boolean hidden =
          sample instanceof Sample.Good
              && signal.deviceId().equals(meter)
              && HIDDEN.contains(signal.quantity());
      samples.add(
          hidden ? Sample.missing(signal, Fault.Kind.CONTRADICTED, why, sample.at()) : sample);
    }
    return new PlantSnapshot(snapshot.at(), samples);
  }
}
