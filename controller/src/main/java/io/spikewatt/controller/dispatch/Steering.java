package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Control with eyes open: follows the measured net load by the plan's values or by rule, within the
 * limits. The batteries answer what flows now; EVs and compute are given what will be left.
 */
final class Steering {

  /** A limit counts as passed from here on, W: a meter's noise is less. */
  private static final double BROKEN_W = 20;

  private final Fleet fleet;
  private final Directions directions;
  private final HuntingGuard guard;
  private final Trust trust;
  private final MeterLag meterLag;
  private final Sharing charging;
  private final Sharing discharging;
  private final Trend trend = new Trend();
  private final Beyond beyond = new Beyond();
  private final Curtailing curtailing;
  private final double cycleS;
  private final double lookAheadS;
  private double lastBatteryW;

  /** Whether the batteries do more than they would without a peak of import to keep. */
  private boolean shaves;

  /**
   * @param cycleS period of the control cycle, s
   */
  Steering(Fleet fleet, Directions directions, double cycleS) {
    this.cycleS = cycleS;
    this.fleet = fleet;
    this.curtailing = new Curtailing(fleet.sources, cycleS);
    this.directions = directions;
    double largest = 0;
    double settling = 1;
    for (BatteryUnit unit : fleet.batteries) {
      largest += Math.max(unit.role.chargeW(), unit.role.dischargeW());
      settling = Math.max(settling, unit.response.settlingS());
    }
    this.charging = new Sharing(fleet.batteries.size(), cycleS);
    this.discharging = new Sharing(fleet.batteries.size(), cycleS);
    // A setpoint is written a quarter of a cycle after its reading, acts after the dead time, and
    // stands for a cycle; the last quarter is for ramps that get steeper.
    this.lookAheadS = 1.5 * cycleS + settling / 2;
    this.trust = new Trust(largest, Duration.ofMillis((long) (1000 * (2 * settling + 2 * cycleS))));
    this.meterLag = new MeterLag(Math.max(50, 0.01 * largest));
    this.guard = new HuntingGuard(Math.max(100, 0.05 * largest), 5 * settling);
  }

  /**
   * What steering needs to know of this cycle.
   *
   * @param island whether the exchange is driven to 0
   * @param ramp whether the site was just connected: batteries count as what they are measured to
   *     do, so that PV and cars come back no faster than these answer
   * @param between whether it is one between two cycles, of whose state only the grid's power is
   *     new: nothing is learnt from it
   */
  record Cycle(
      PlantState state,
      Estimate.Known grid,
      Optional<Plan> plan,
      GridLimits limits,
      boolean island,
      boolean ramp,
      boolean between,
      Moment now,
      Moment validUntil) {}

  /** Decides everything; returns one sentence. */
  String steer(Cycle cycle, List<Setpoint> out, List<Alarm> alarms) {
    fleet.update(cycle.state());
    direct(cycle);
    boolean noExport = !directions.ruled() && directions.exportPerKwh() < 0;
    Band band = Band.of(cycle.limits(), noExport, cycle.island(), cycleS);
    NetPower net = netPower(cycle);
    if (!cycle.between()) {
      trust(cycle);
      trend.update(net.nowW(), cycle.grid().at());
    }
    Sinks sinks = new Sinks(fleet, directions, band, net);
    sinks.judgeComputes(cycle);
    sinks.evs(cycle, out);
    sinks.computes(cycle, out);
    beyond.update(cycle);
    // PV first: a load that curtailed PV will serve need not be covered by the batteries as well.
    double canTakeW = fleet.countedChargeW() - band.lowW() - beyond.exportW();
    curtailing.steer(cycle, net, canTakeW, out);
    batteries(cycle, net, band, out);
    fleet.shedding.update(
        net.baseW() + fleet.computeMinW() - fleet.countedEmergencyW() - cycle.limits().importW(),
        cycle.now());
    fleet.shedding.ask(out, cycle.validUntil());
    if (trust.lost()) {
      alarms.add(
          new Alarm(
              "battery-not-counted-on",
              "a limit was passed while the batteries did something else than they were asked;"
                  + " only what they are measured to do counts"));
    }
    if (guard.hunting()) {
      alarms.add(new Alarm("hunting", "setpoints reverse too fast, the gain is lowered"));
    }
    return directions + peak(cycle.limits());
  }

  private String peak(GridLimits limits) {
    return shaves
        ? String.format(Locale.ROOT, ", import kept below %.1f kW", limits.peakW() / 1000)
            + " for the month's peak"
        : "";
  }

  private NetPower netPower(Cycle cycle) {
    NetPower net = NetPower.of(fleet, cycle.state(), cycle.grid());
    if (cycle.grid().how() != Estimate.How.MEASURED) {
      return net;
    }
    MeterLag.Devices devices = net.devices();
    Moment at = cycle.grid().at();
    double seenW =
        cycle.between()
            ? meterLag.glimpsedW(devices.watts(), at)
            : meterLag.seenW(cycle.grid().value(), devices, at);
    return net.seen(seenW - devices.watts());
  }

  /** A limit is not kept by counting on a battery that does not do what it is asked. */
  private void trust(Cycle cycle) {
    OptionalDouble measured = cycle.state().batteryW().ifKnown();
    if (measured.isEmpty()) {
      fleet.countOn(OptionalDouble.empty());
      return;
    }
    double gridW = cycle.grid().value();
    boolean broken =
        gridW > cycle.limits().importW() + BROKEN_W || -gridW > cycle.limits().exportW() + BROKEN_W;
    trust.update(lastBatteryW, measured.getAsDouble(), broken, cycle.now());
    fleet.countOn(trust.lost() || cycle.ramp() ? measured : OptionalDouble.empty());
  }

  private void direct(Cycle cycle) {
    if (cycle.plan().isEmpty() || cycle.island()) {
      directions.byRule();
      return;
    }
    Plan plan = cycle.plan().get();
    directions.byPlan(plan, fleet.socPct(), Sinks.plannedEvPct(plan, cycle.state()), cycle.now());
  }

  private void batteries(Cycle cycle, NetPower net, Band band, List<Setpoint> out) {
    double charge = fleet.chargeW();
    double discharge = fleet.dischargeW();
    double emergency = fleet.emergencyW();
    double target;
    if (directions.buy()) {
      target = -charge;
    } else if (directions.sell()) {
      target = discharge;
    } else {
      double least = directions.store() ? -charge : 0;
      double most = directions.cover() ? discharge : 0;
      target = Math.clamp(net.nowW(), least, most);
    }
    // The limits come last, so they win over what is worth doing, and import over export.
    double aheadW = aheadW();
    double leavingW = Leaving.watts(fleet, cycle, lookAheadS);
    double lowest = net.nowW() + Math.min(0, aheadW) - beyond.exportW();
    double highest = net.nowW() + Math.max(0, aheadW) + beyond.importW();
    double returningW = curtailing.returningW(cycle);
    Band limits = cycle.island() ? Band.of(cycle.limits(), false, false, cycleS) : band;
    target = Math.min(target, Math.max(lowest - returningW - leavingW - band.lowW(), 0));
    target = Math.min(target, Math.max(lowest - band.lowW(), -charge));
    double againstPeak = Math.min(highest - leavingW - band.peakW(), discharge);
    shaves = band.peakW() < band.highW() && againstPeak > target;
    target = shaves ? againstPeak : target;
    if (cycle.island()) {
      // No exchange is a wish: what is about to go need not be covered before it has gone.
      target = Math.max(target, Math.min(highest - leavingW - band.highW(), emergency));
      // It gives way to the export limit itself, and to what a ramp is about to make of it.
      target = Math.min(target, Math.max(lowest + cycle.limits().exportW(), -charge));
    }
    target = Math.max(target, Math.min(highest - limits.highW(), emergency));
    double next =
        cycle.between()
            ? guard.slowed(lastBatteryW, target)
            : guard.next(lastBatteryW, target, cycle.now());
    // Back within a limit that is passed nothing is slowed.
    if (-cycle.grid().value() > cycle.limits().exportW() + BROKEN_W) {
      next = Math.min(next, Math.max(target, lowest - limits.lowW()));
    } else if (cycle.grid().value() > cycle.limits().importW() + BROKEN_W) {
      next = Math.max(next, Math.min(target, highest - limits.highW()));
    }
    double power = Math.clamp(next, -charge, emergency);
    lastBatteryW = power;
    boolean urgent = power > discharge;
    double[] shares =
        (power < 0 ? charging : discharging)
            .split(
                Math.abs(power),
                fleet.batteries.stream().map(unit -> unit.offer(power < 0, urgent)).toList(),
                cycle.now());
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= Math.signum(power);
    }
    StandIn.fillIn(shares, fleet.batteries, cycle);
    // A lead is for a moment, and a limit holds in it: what may not flow at all is not asked for.
    double leastW = highest > limits.highW() ? 0 : Double.NEGATIVE_INFINITY;
    double mostW = lowest < limits.lowW() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < shares.length; i++) {
      BatteryUnit unit = fleet.batteries.get(i);
      double least = Math.min(leastW, shares[i]);
      out.add(ask(unit, shares[i], least, Math.max(mostW, shares[i]), cycle));
    }
  }

  private Setpoint ask(BatteryUnit unit, double wantedW, double leastW, double mostW, Cycle cycle) {
    if (!(Fleet.state(cycle.state(), unit).powerW() instanceof Estimate.Known measured)
        || !unit.usable) {
      unit.drive.asked(0, 0, cycle.now());
      return unit.output.ask(0, 0, cycle.validUntil(), "state of charge or power unknown");
    }
    if (trust.lost()) {
      unit.drive.forget();
    } else if (!cycle.between()) {
      unit.drive.see(measured);
    }
    double calm = guard.hunting() ? 0 : 1;
    double led = unit.drive.setpoint(wantedW, measured, calm, cycle.now());
    double watts = Math.clamp(led, leastW, mostW);
    double clamped = Math.clamp(watts, -unit.chargeW, Math.max(unit.emergencyW, 0));
    Setpoint setpoint =
        unit.output.ask(clamped, unit.bandW(), cycle.validUntil(), directions.toString());
    unit.drive.asked(setpoint.value(), measured.value(), cycle.now());
    return setpoint;
  }

  /** See {@link Dispatcher#aheadW}. */
  double aheadW() {
    return trend.aheadW(lookAheadS);
  }

  /** Repeats the last setpoints while the grid power is unknown for a moment. */
  void again(PlantState state, Moment validUntil, List<Setpoint> out) {
    String reason = "grid power unknown: as before";
    fleet.update(state);
    for (BatteryUnit unit : fleet.batteries) {
      if (unit.usable) {
        unit.output.again(validUntil, reason).ifPresent(out::add);
      } else {
        out.add(unit.output.ask(0, 0, validUntil, "state of charge or power unknown"));
      }
    }
    List<Output> others = new ArrayList<>();
    for (EvUnit unit : fleet.evs) {
      EvState ev = Fleet.state(state, unit);
      if (EvUnit.known(ev) || ev.presence() == Presence.AWAY) {
        others.add(unit.output);
      }
    }
    fleet.computes.forEach(unit -> others.add(unit.output));
    others.forEach(output -> output.again(validUntil, reason).ifPresent(out::add));
    fleet.sources.again(out, validUntil, reason);
    fleet.shedding.ask(out, validUntil);
  }
}
