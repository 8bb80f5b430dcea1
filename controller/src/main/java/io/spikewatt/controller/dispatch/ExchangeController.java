package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.limit.GridLimits;
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
final class ExchangeController {

  /** A limit counts as passed from here on, W: a meter's noise is less. */
  private static final double BROKEN_W = 20;

  private final Assets assets;
  private final StoragePolicy storagePolicy;
  private final HuntingGuard guard;
  private final BatteryTrust batteryTrust;
  private final MeterLag meterLag;
  private final BatterySharing charging;
  private final BatterySharing discharging;
  private final NetLoadTrend netLoadTrend = new NetLoadTrend();
  private final LimitRecovery limitRecovery = new LimitRecovery();
  private final Curtailment curtailment;
  private final double cycleS;
  private final double lookAheadS;
  private double lastBatteryW;

  /** Whether the batteries do more than they would without a peak of import to keep. */
  private boolean shaves;

  /**
   * @param cycleS period of the control cycle, s
   */
  ExchangeController(Assets assets, StoragePolicy storagePolicy, double cycleS) {
    this.cycleS = cycleS;
    this.assets = assets;
    this.curtailment = new Curtailment(assets.sources, cycleS);
    this.storagePolicy = storagePolicy;
    double largest = 0;
    double settling = 1;
    for (BatteryUnit unit : assets.batteries) {
      largest += Math.max(unit.role.chargeW(), unit.role.dischargeW());
      settling = Math.max(settling, unit.deviceResponse.settlingS());
    }
    this.charging = new BatterySharing(assets.batteries.size(), cycleS);
    this.discharging = new BatterySharing(assets.batteries.size(), cycleS);
    // A setpoint is written a quarter of a cycle after its reading, acts after the dead time, and
    // stands for a cycle; the last quarter is for ramps that get steeper.
    this.lookAheadS = 1.5 * cycleS + settling / 2;
    this.batteryTrust =
        new BatteryTrust(largest, Duration.ofMillis((long) (1000 * (2 * settling + 2 * cycleS))));
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
  record CycleInput(
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
  String steer(CycleInput cycleInput, List<Setpoint> out, List<Alarm> alarms) {
    assets.update(cycleInput.state());
    direct(cycleInput);
    boolean noExport = !storagePolicy.ruled() && storagePolicy.exportPerKwh() < 0;
    ExchangeBand exchangeBand =
        ExchangeBand.of(cycleInput.limits(), noExport, cycleInput.island(), cycleS);
    NetLoad net = netPower(cycleInput);
    if (!cycleInput.between()) {
      trust(cycleInput);
      netLoadTrend.update(net.nowW(), cycleInput.grid().at());
    }
    LoadAllocation loadAllocation = new LoadAllocation(assets, storagePolicy, exchangeBand, net);
    loadAllocation.judgeComputes(cycleInput);
    loadAllocation.evs(cycleInput, out);
    loadAllocation.computes(cycleInput, out);
    limitRecovery.update(cycleInput);
    // PV first: a load that curtailed PV will serve need not be covered by the batteries as well.
    double canTakeW = assets.countedChargeW() - exchangeBand.lowW() - limitRecovery.exportW();
    curtailment.steer(cycleInput, net, canTakeW, out);
    batteries(cycleInput, net, exchangeBand, out);
    assets.loadShedding.update(
        net.baseW()
            + assets.computeMinW()
            - assets.countedEmergencyW()
            - cycleInput.limits().importW(),
        cycleInput.now());
    assets.loadShedding.ask(out, cycleInput.validUntil());
    if (batteryTrust.lost()) {
      alarms.add(
          new Alarm(
              "battery-not-counted-on",
              "a limit was passed while the batteries did something else than they were asked;"
                  + " only what they are measured to do counts"));
    }
    if (guard.hunting()) {
      alarms.add(new Alarm("hunting", "setpoints reverse too fast, the gain is lowered"));
    }
    return storagePolicy + peak(cycleInput.limits());
  }

  private String peak(GridLimits limits) {
    return shaves
        ? String.format(Locale.ROOT, ", import kept below %.1f kW", limits.peakW() / 1000)
            + " for the month's peak"
        : "";
  }

  private NetLoad netPower(CycleInput cycleInput) {
    NetLoad net = NetLoad.of(assets, cycleInput.state(), cycleInput.grid());
    if (cycleInput.grid().how() != Estimate.How.MEASURED) {
      return net;
    }
    MeterLag.Devices devices = net.devices();
    Moment at = cycleInput.grid().at();
    double seenW =
        cycleInput.between()
            ? meterLag.glimpsedW(devices.watts(), at)
            : meterLag.seenW(cycleInput.grid().value(), devices, at);
    return net.seen(seenW - devices.watts());
  }

  /** A limit is not kept by counting on a battery that does not do what it is asked. */
  private void trust(CycleInput cycleInput) {
    OptionalDouble measured = cycleInput.state().batteryW().ifKnown();
    if (measured.isEmpty()) {
      assets.countOn(OptionalDouble.empty());
      return;
    }
    double gridW = cycleInput.grid().value();
    boolean broken =
        gridW > cycleInput.limits().importW() + BROKEN_W
            || -gridW > cycleInput.limits().exportW() + BROKEN_W;
    batteryTrust.update(lastBatteryW, measured.getAsDouble(), broken, cycleInput.now());
    assets.countOn(batteryTrust.lost() || cycleInput.ramp() ? measured : OptionalDouble.empty());
  }

  private void direct(CycleInput cycleInput) {
    if (cycleInput.plan().isEmpty() || cycleInput.island()) {
      storagePolicy.byRule();
      return;
    }
    Plan plan = cycleInput.plan().get();
    storagePolicy.byPlan(
        plan,
        assets.socPct(),
        LoadAllocation.plannedEvPct(plan, cycleInput.state()),
        cycleInput.now());
  }

  private void batteries(
      CycleInput cycleInput, NetLoad net, ExchangeBand exchangeBand, List<Setpoint> out) {
    double charge = assets.chargeW();
    double discharge = assets.dischargeW();
    double emergency = assets.emergencyW();
    double target;
    if (storagePolicy.buy()) {
      target = -charge;
    } else if (storagePolicy.sell()) {
      target = discharge;
    } else {
      double least = storagePolicy.store() ? -charge : 0;
      double most = storagePolicy.cover() ? discharge : 0;
      target = Math.clamp(net.nowW(), least, most);
    }
    // The limits come last, so they win over what is worth doing, and import over export.
    double aheadW = aheadW();
    double leavingW = LoadRampDown.watts(assets, cycleInput, lookAheadS);
    double lowest = net.nowW() + Math.min(0, aheadW) - limitRecovery.exportW();
    double highest = net.nowW() + Math.max(0, aheadW) + limitRecovery.importW();
    double returningW = curtailment.returningW(cycleInput);
    ExchangeBand limits =
        cycleInput.island()
            ? ExchangeBand.of(cycleInput.limits(), false, false, cycleS)
            : exchangeBand;
    target = Math.min(target, Math.max(lowest - returningW - leavingW - exchangeBand.lowW(), 0));
    target = Math.min(target, Math.max(lowest - exchangeBand.lowW(), -charge));
    double againstPeak = Math.min(highest - leavingW - exchangeBand.peakW(), discharge);
    shaves = exchangeBand.peakW() < exchangeBand.highW() && againstPeak > target;
    target = shaves ? againstPeak : target;
    if (cycleInput.island()) {
      // No exchange is a wish: what is about to go need not be covered before it has gone.
      target = Math.max(target, Math.min(highest - leavingW - exchangeBand.highW(), emergency));
      // It gives way to the export limit itself, and to what a ramp is about to make of it.
      target = Math.min(target, Math.max(lowest + cycleInput.limits().exportW(), -charge));
    }
    target = Math.max(target, Math.min(highest - limits.highW(), emergency));
    double next =
        cycleInput.between()
            ? guard.slowed(lastBatteryW, target)
            : guard.next(lastBatteryW, target, cycleInput.now());
    // Back within a limit that is passed nothing is slowed.
    if (-cycleInput.grid().value() > cycleInput.limits().exportW() + BROKEN_W) {
      next = Math.min(next, Math.max(target, lowest - limits.lowW()));
    } else if (cycleInput.grid().value() > cycleInput.limits().importW() + BROKEN_W) {
      next = Math.max(next, Math.min(target, highest - limits.highW()));
    }
    double power = Math.clamp(next, -charge, emergency);
    lastBatteryW = power;
    boolean urgent = power > discharge;
    double[] shares =
        (power < 0 ? charging : discharging)
            .split(
                Math.abs(power),
                assets.batteries.stream().map(unit -> unit.offer(power < 0, urgent)).toList(),
                cycleInput.now());
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= Math.signum(power);
    }
    FastBatteryFill.fillIn(shares, assets.batteries, cycleInput);
    // A lead is for a moment, and a limit holds in it: what may not flow at all is not asked for.
    double leastW = highest > limits.highW() ? 0 : Double.NEGATIVE_INFINITY;
    double mostW = lowest < limits.lowW() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < shares.length; i++) {
      BatteryUnit unit = assets.batteries.get(i);
      double least = Math.min(leastW, shares[i]);
      out.add(ask(unit, shares[i], least, Math.max(mostW, shares[i]), cycleInput));
    }
  }

  private Setpoint ask(
      BatteryUnit unit, double wantedW, double leastW, double mostW, CycleInput cycleInput) {
    if (!(Assets.state(cycleInput.state(), unit).powerW() instanceof Estimate.Known measured)
        || !unit.usable) {
      unit.batteryRegulator.asked(0, 0, cycleInput.now());
      return unit.setpointOutput.setpoint(
          0, 0, cycleInput.validUntil(), "state of charge or power unknown");
    }
    if (batteryTrust.lost()) {
      unit.batteryRegulator.reset();
    } else if (!cycleInput.between()) {
      unit.batteryRegulator.observe(measured);
    }
    double calm = guard.hunting() ? 0 : 1;
    double led = unit.batteryRegulator.setpoint(wantedW, measured, calm, cycleInput.now());
    double watts = Math.clamp(led, leastW, mostW);
    double clamped = Math.clamp(watts, -unit.chargeW, Math.max(unit.emergencyW, 0));
    Setpoint setpoint =
        unit.setpointOutput.setpoint(
            clamped, unit.bandW(), cycleInput.validUntil(), storagePolicy.toString());
    unit.batteryRegulator.asked(setpoint.value(), measured.value(), cycleInput.now());
    return setpoint;
  }

  /** See {@link Dispatcher#aheadW}. */
  double aheadW() {
    return netLoadTrend.aheadW(lookAheadS);
  }

  /** Repeats the last setpoints while the grid power is unknown for a moment. */
  void again(PlantState state, Moment validUntil, List<Setpoint> out) {
    String reason = "grid power unknown: as before";
    assets.update(state);
    for (BatteryUnit unit : assets.batteries) {
      if (unit.usable) {
        unit.setpointOutput.repeat(validUntil, reason).ifPresent(out::add);
      } else {
        out.add(unit.setpointOutput.setpoint(0, 0, validUntil, "state of charge or power unknown"));
      }
    }
    List<SetpointOutput> others = new ArrayList<>();
    for (EvUnit unit : assets.evs) {
      EvState ev = Assets.state(state, unit);
      if (EvUnit.known(ev) || ev.presence() == Presence.AWAY) {
        others.add(unit.setpointOutput);
      }
    }
    assets.computes.forEach(unit -> others.add(unit.setpointOutput));
    others.forEach(setpointOutput -> setpointOutput.repeat(validUntil, reason).ifPresent(out::add));
    assets.sources.again(out, validUntil, reason);
    assets.loadShedding.ask(out, validUntil);
  }
}
