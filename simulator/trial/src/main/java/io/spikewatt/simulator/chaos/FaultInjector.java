package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.IslandGear;
import io.spikewatt.simulator.physics.MeterFault;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Applies the faults of each second, and informs the recorder of what they hide from the
 * controller.
 */
final class FaultInjector {

  /** Time after which a frozen grid meter is detected. */
  private static final int FREEZE_S = 60;

  /** Time within which a device is polled again after refusals. */
  private static final int LOOK_AGAIN_S = 65;

  /** First register of the battery's controls. */
  private static final int CONTROLS = 200;

  private static final double LARGEST_JUMP_H = 26;

  private static final double LARGEST_OFFSET_W = 2_000;
  private static final double NOISE_W = 8_000;

  private final SharedPlant plant;
  private final FaultyLinks links;
  private final ChaosBroker broker;
  private final ChaosClock clock;
  private final Visibility sight;
  private final Map<FaultKind, Integer> begun = new EnumMap<>(FaultKind.class);
  private final Set<FaultKind> beginning = EnumSet.noneOf(FaultKind.class);
  private Map<FaultKind, FaultEpisode> active = Map.of();
  private long pvRefusedAt = -LOOK_AGAIN_S;
  private long startedAt;
  private final FalseSocReading falseSocReading = new FalseSocReading();
  private final MeterLies meterLies;
  private OptionalDouble lie = OptionalDouble.empty();

  FaultInjector(
      SiteParameters site,
      SharedPlant plant,
      FaultyLinks links,
      ChaosBroker broker,
      ChaosClock clock,
      Visibility sight) {
    this.plant = plant;
    this.links = links;
    this.broker = broker;
    this.clock = clock;
    this.sight = sight;
    SiteParameters.Battery battery = site.devices().battery();
    this.meterLies = new MeterLies(Math.max(battery.chargeW(), battery.dischargeW()));
  }

  /** Number of faults so far, by kind. */
  Map<FaultKind, Integer> begun() {
    return begun;
  }

  /** Seconds in which a lie of the grid meter suspended the limits, by kind. */
  Map<FaultKind, Long> exemptSeconds() {
    return meterLies.exemptSeconds();
  }

  boolean on(FaultKind kind) {
    return active.containsKey(kind);
  }

  /** Whether it is on and was not a second before. */
  boolean begins(FaultKind kind) {
    return beginning.contains(kind);
  }

  /** Severity of a fault, 0..1; 0 if there is none. */
  double degree(FaultKind kind) {
    FaultEpisode episode = active.get(kind);
    return episode == null ? 0 : episode.degree();
  }

  /** Advances to the faults of another second. */
  void at(long second, Map<FaultKind, FaultEpisode> now) {
    Map<FaultKind, FaultEpisode> before = active;
    active = now;
    beginning.clear();
    now.forEach(
        (kind, episode) -> {
          if (!episode.equals(before.get(kind))) {
            beginning.add(kind);
            begun.merge(kind, 1, Integer::sum);
            begins(kind, episode.degree());
          }
        });
    lie = falseSocReading.at(second, now, plant.read(it -> it.battery().socPct()));
    lines(second);
    plant.change(this::physics);
    broker.there(!on(FaultKind.BROKER_GONE));
    if (second % 60 == 0) {
      reconnects();
    }
    show(second);
  }

  private void begins(FaultKind kind, double degree) {
    Duration jump = Duration.ofSeconds((long) (1 + degree * degree * LARGEST_JUMP_H * 3_600));
    switch (kind) {
      case SOC_JUMPS -> plant.change(now -> now.battery().recalibrate(100 * degree));
      case FORMER_TRIPS -> plant.change(SimulatedPlant::tripFormer);
      case CLOCK_FORWARD -> clock.jump(jump);
      case CLOCK_BACK -> clock.jump(jump.negated());
      default -> {}
    }
  }

  private void lines(long second) {
    links.meter.silent(on(FaultKind.METER_SILENT));
    links.meter.spoiled(
        on(FaultKind.METER_NAN)
            ? links::noNumbers
            : on(FaultKind.METER_SPIKES) || on(FaultKind.METER_JUMPS)
                ? links::spikes
                : meterLie(second));
    links.battery.silent(on(FaultKind.BATTERY_DEAD));
    links.battery.refusing(
        on(FaultKind.BATTERY_EXCEPTIONS) ? refusing(FaultKind.BATTERY_EXCEPTIONS) : 0);
    links.battery.unreadableFrom(
        on(FaultKind.BATTERY_CONTROLS_UNREADABLE) ? CONTROLS : Integer.MAX_VALUE);
    links.battery.spoiled(
        on(FaultKind.SOC_UNKNOWN)
            ? FaultyLinks.NO_CHARGE
            : lie.isPresent() ? FaultyLinks.charge(lie.getAsDouble()) : FaultyPort.Spoiler.NONE);
    links.pv.silent(on(FaultKind.PV_DEAD));
    links.pv.refusing(on(FaultKind.PV_EXCEPTIONS) ? refusing(FaultKind.PV_EXCEPTIONS) : 0);
    links.heatPump.silent(on(FaultKind.HEAT_PUMP_DEAD));
    links.plcDown = on(FaultKind.PLC_DOWN);
    links.feederSilent = on(FaultKind.FEEDER_SILENT);
    links.gensetSilent = on(FaultKind.GENSET_SILENT);
    links.switchSilent = on(FaultKind.SWITCH_SILENT);
    links.contactUnreadable = on(FaultKind.CONTACT_UNREADABLE);
  }

  private FaultyPort.Spoiler meterLie(long second) {
    if (on(FaultKind.METER_ALTERNATES)) {
      return FaultyLinks.linear(1, second % 2 == 0 ? NOISE_W : -NOISE_W);
    }
    if (on(FaultKind.METER_PHASES_SWAPPED)) {
      return FaultyLinks::swappedPhases;
    }
    if (on(FaultKind.METER_TENFOLD) || on(FaultKind.METER_OFFSET)) {
      double offsetW =
          on(FaultKind.METER_OFFSET)
              ? LARGEST_OFFSET_W * (2 * degree(FaultKind.METER_OFFSET) - 1)
              : 0;
      return FaultyLinks.linear(on(FaultKind.METER_TENFOLD) ? 10 : 1, offsetW);
    }
    return FaultyPort.Spoiler.NONE;
  }

  private double refusing(FaultKind kind) {
    return 0.1 + 0.9 * degree(kind);
  }

  private void reconnects() {
    if (on(FaultKind.BATTERY_RECONNECTS)) {
      links.battery.reconnect();
    }
    if (on(FaultKind.PV_RECONNECTS)) {
      links.pv.reconnect();
    }
  }

  private void physics(SimulatedPlant now) {
    now.setGridUp(!on(FaultKind.GRID_DOWN) && !on(FaultKind.SECOND_OUTAGE));
    now.gear().ifPresent(this::gear);
    now.forceContact(on(FaultKind.CONTACT_CLOSED));
    now.setMeterFault(
        on(FaultKind.METER_FROZEN) || on(FaultKind.METER_STUCK)
            ? MeterFault.FROZEN
            : on(FaultKind.METER_TURNED) || on(FaultKind.METER_SIGN)
                ? MeterFault.TURNED
                : MeterFault.NONE);
    now.battery().setDeaf(on(FaultKind.BATTERY_DEAF));
    now.battery().derate(on(FaultKind.BATTERY_DERATED) ? degree(FaultKind.BATTERY_DERATED) : 1);
    boolean lies = on(FaultKind.COMPUTE_LIES);
    now.compute().setWilful(lies || on(FaultKind.COMPUTE_IGNORES));
    now.compute().setLying(lies);
  }

  private void gear(IslandGear now) {
    now.genset().setBroken(on(FaultKind.GENSET_BROKEN));
    now.genset().setDeaf(on(FaultKind.GENSET_STUCK));
    now.transferSwitch().setStuck(on(FaultKind.SWITCH_STUCK));
  }

  /** Updates which points and devices stay visible and reachable. */
  private void show(long second) {
    showMeter(second);
    showPlc();
    showBattery();
    showPv(second);
    show(Point.CONTACT, on(FaultKind.CONTACT_UNREADABLE), false);
  }

  private void showMeter(long second) {
    FaultEpisode frozen = active.get(FaultKind.METER_FROZEN);
    PlantTruth truth = plant.read(it -> it.truth());
    Shown shown = meterLies.next(active, truth.connected(), truth.powers());
    // A new process does not know how long the value has been constant; another lie moves it.
    if (on(FaultKind.KILLED) || on(FaultKind.STOPPED) || meterLies.changed()) {
      startedAt = second + 1;
    }
    boolean foundOut = frozen != null && second - Math.max(frozen.fromS(), startedAt) > FREEZE_S;
    boolean silent = on(FaultKind.METER_SILENT);
    boolean lies = frozen != null || on(FaultKind.METER_TURNED) || on(FaultKind.METER_SPIKES);
    if (shown == Shown.TRUE || lies || silent || on(FaultKind.METER_NAN)) {
      show(Point.GRID, silent || on(FaultKind.METER_NAN) || foundOut, lies);
    } else {
      sight.setShown(Point.GRID, shown);
    }
    // In an outage an offset looks like power that still flows, which proves the grid.
    boolean hidesOutage = frozen != null || on(FaultKind.METER_STUCK) || on(FaultKind.METER_OFFSET);
    show(Point.GRID_VOLTAGE, silent, hidesOutage);
  }

  private void showPlc() {
    boolean noPlc = on(FaultKind.PLC_DOWN);
    boolean noGenset = noPlc || on(FaultKind.GENSET_SILENT);
    boolean noSwitch = noPlc || on(FaultKind.SWITCH_SILENT);
    show(Point.FEEDER, noPlc || on(FaultKind.FEEDER_SILENT), false);
    show(Point.EV, noPlc, false);
    show(Point.COMPUTE, noPlc, on(FaultKind.COMPUTE_LIES));
    show(Point.GENSET, noGenset, false);
    show(Point.SWITCH, noSwitch, false);
    sight.setReachable(Device.GENSET, !noGenset);
    sight.setReachable(Device.TRANSFER_SWITCH, !noSwitch);
    sight.setReachable(Device.SECOND_RELAY, !noPlc);
    sight.setReachable(Device.EV, !noPlc);
    sight.setReachable(Device.COMPUTE, !noPlc);
  }

  private void showBattery() {
    boolean bad =
        on(FaultKind.BATTERY_EXCEPTIONS)
            || on(FaultKind.BATTERY_SLOW)
            || on(FaultKind.BATTERY_CONTROLS_UNREADABLE);
    boolean dead = on(FaultKind.BATTERY_DEAD);
    boolean noCharge = dead || on(FaultKind.SOC_UNKNOWN);
    show(Point.BATTERY, dead, bad);
    show(Point.BATTERY_SOC, noCharge, bad || lie.isPresent());
    sight.showCharge(noCharge || bad ? OptionalDouble.empty() : lie);
    sight.setReachable(Device.BATTERY, !dead && !bad);
  }

  private void showPv(long second) {
    if (on(FaultKind.PV_EXCEPTIONS)) {
      pvRefusedAt = second;
    }
    boolean dead = on(FaultKind.PV_DEAD);
    boolean bad = second - pvRefusedAt < LOOK_AGAIN_S;
    show(Point.PV, dead, bad);
    sight.setReachable(Device.PV, !dead && !bad);
  }

  private void show(Point point, boolean not, boolean wrong) {
    sight.setShown(point, not ? Shown.NOT : wrong ? Shown.FALSE : Shown.TRUE);
  }
}
