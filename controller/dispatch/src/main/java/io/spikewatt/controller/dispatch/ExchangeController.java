package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Closed-loop control of the grid exchange while its power is known. The stages of one cycle:
 *
 * <ol>
 *   <li>net load, and storage policy by plan or by rule
 *   <li>requests, as far as the limits leave
 *   <li>loads, then curtailment, then batteries, which balance the measured flow
 *   <li>load shedding for any remaining excess
 * </ol>
 */
final class ExchangeController {

  /** Excess from which a limit counts as exceeded, W; a meter's noise is less. */
  static final double EXCEEDED_W = 20;

  private final Assets assets;
  private final NetLoadEstimator netLoad;
  private final LoadAllocation loads;
  private final Curtailment curtailment;
  private final RegulatorControl batteries;
  private final double cycleS;
  private StoragePolicy policy;
  private RegulatorTrust trust;
  private LimitRecovery recovery = LimitRecovery.NONE;

  /** Last setpoint of the batteries together, W. */
  private double batteryW;

  /** When that setpoint lapses; empty = there was none. */
  private Optional<Moment> lapses = Optional.empty();

  /** Power of batteries that others must not rely on, W; empty = the batteries are reliable. */
  private OptionalDouble unreliableW = OptionalDouble.empty();

  /**
   * @param policy initial policy
   * @param cycleS period of the control cycle, s
   */
  ExchangeController(Assets assets, StoragePolicy policy, double cycleS) {
    RegulatorTimes times = RegulatorTimes.of(assets, cycleS);
    this.assets = assets;
    this.policy = policy;
    this.cycleS = cycleS;
    this.netLoad = new NetLoadEstimator(assets, times.largestW(), times.lookAheadS());
    this.loads = new LoadAllocation(assets.loads);
    this.curtailment = new Curtailment(assets.sources, cycleS, times.lookAheadS());
    this.batteries = new RegulatorControl(assets, times, cycleS);
    Duration settling = Duration.ofMillis((long) (1000 * (2 * times.settlingS() + 2 * cycleS)));
    this.trust = RegulatorTrust.at(RegulatorTrust.Rules.of(times.largestW(), settling));
  }

  /** Decides everything from one input. */
  ModeDecision control(CycleInput input) {
    assets.update(input);
    PlanReading plan = new PlanReading(input.plan(), assets.socPct(), input.now());
    policy = policy(input, plan, policy);
    ExchangeSituation now = situation(input);
    double fixedW = now.net().baseW() + assets.loadBaseW() + assets.ignoredW(input);
    PowerRoom room = new PowerRoom(policy, now.band(), now.relied(), fixedW + stoppedW(input));
    LoadAllocation.Allocation given = loads.allocate(input, room, plan, now.requested());
    // PV first: load that uncurtailed PV will serve needs no cover by the batteries.
    Curtailment.Curtailed sources = curtailed(input, now, given.remaining());
    boolean trusted = trust instanceof RegulatorTrust.Trusted;
    double lastW = setpointW(input).orElse(input.state().batteryW().ifKnown().orElse(0));
    RegulatorControl.Controlled battery = batteries.control(input, now, lastW, sources, trusted);
    batteryW = battery.powerW();
    lapses = Optional.of(input.validUntil());
    assets.loadShedding.update(
        fixedW - now.relied().emergencyW() - input.limits().importW(), input.now());
    return new ModeDecision(
        ModeDecision.join(
            given.setpoints(),
            sources.setpoints(),
            battery.setpoints(),
            assets.loadShedding.setpoints()),
        new SiteActivity.FollowsNetLoad(
            Optional.of(battery.explanation()).filter(_ -> !assets.regulators.isEmpty()),
            now.net().aheadW()),
        alarms(trusted));
  }

  private ExchangeSituation situation(CycleInput input) {
    ExchangeBand limits = ExchangeBand.of(input, OptionalDouble.empty(), cycleS);
    ExchangeBand band =
        input.zeroExchange()
            ? ExchangeBand.zero()
            : ExchangeBand.of(input, policy.paidPerKwh(), cycleS);
    NetLoad net = leaving(input, netLoad.estimate(input), band);
    unreliableW = unreliableW(input);
    recovery =
        input.zeroExchange() ? recovery : recovery.next(input.grid().value(), input.limits());
    // Others count on all that the batteries can do: more surplus is more to charge from.
    RegulatorRange relied = assets.range().reliedOn(unreliableW);
    assets.keepFromGrid(net.nowW());
    Map<String, RequestAllocation.Granted> requested =
        RequestAllocation.allocate(assets, input, limits, net.unrequestedAheadW());
    return new ExchangeSituation(
        net,
        policy,
        band,
        input.zeroExchange() ? limits : band,
        relied,
        input.zeroExchange() ? LimitRecovery.NONE : recovery,
        requested);
  }

  private Curtailment.Curtailed curtailed(
      CycleInput input, ExchangeSituation now, PowerRoom remaining) {
    if (input.stopsSources()) {
      // Batteries stop charging more slowly than sources go off.
      double chargingW = Math.max(0, -input.state().batteryW().ifKnown().orElse(0));
      return curtailment.stop(input, chargingW - remaining.belowPeakW() + now.recovery().importW());
    }
    double canTakeW = now.relied().chargeW() - now.band().lowW() - now.recovery().exportW();
    return curtailment.limit(input, now.net(), now.band(), canTakeW);
  }

  /** Production of sources that are switched off, W; loads must not count on it. */
  private double stoppedW(CycleInput input) {
    return input.stopsSources() ? assets.sources.limitableW(input.state().sourceW().orElse(0)) : 0;
  }

  /** Production that is going off is growth of the net load, as far as there is room for it. */
  private NetLoad leaving(CycleInput input, NetLoad net, ExchangeBand band) {
    double roomW = Math.max(0, band.peakW() - net.nowW() - Math.max(0, net.aheadW()));
    double leavingW = Math.min(stoppedW(input), roomW);
    return leavingW > 0 ? net.growingAtLeast(leavingW) : net;
  }

  private static StoragePolicy policy(CycleInput input, PlanReading plan, StoragePolicy before) {
    return input.zeroExchange()
        ? before.selfConsumption()
        : plan.prices(input.state()).map(before::byPrices).orElseGet(before::selfConsumption);
  }

  /** A battery that does not follow must not count in keeping a limit. */
  private OptionalDouble unreliableW(CycleInput input) {
    if (input.between()) {
      return unreliableW;
    }
    OptionalDouble measured = input.state().batteryW().ifKnown();
    if (measured.isEmpty()) {
      return OptionalDouble.empty();
    }
    double gridW = input.grid().value();
    boolean exceeded =
        gridW > input.limits().importW() + EXCEEDED_W
            || -gridW > input.limits().exportW() + EXCEEDED_W;
    trust = trust.next(setpointW(input), measured.getAsDouble(), exceeded, input.now());
    boolean counts =
        trust instanceof RegulatorTrust.Trusted && input.aim() != CycleInput.Aim.RECONNECT;
    return counts ? OptionalDouble.empty() : measured;
  }

  /** Last setpoint of the batteries, W; empty if it has lapsed, because other modes had control. */
  private OptionalDouble setpointW(CycleInput input) {
    boolean inForce = lapses.isPresent() && !input.now().isAfter(lapses.get());
    return inForce ? OptionalDouble.of(batteryW) : OptionalDouble.empty();
  }

  private List<Alarm> alarms(boolean trusted) {
    List<Alarm> alarms = new ArrayList<>();
    if (!trusted) {
      alarms.add(new Alarm("battery-not-counted-on", AlarmTexts.batteriesNotCounted()));
    }
    if (batteries.hunting()) {
      alarms.add(new Alarm("hunting", AlarmTexts.hunting()));
    }
    return alarms;
  }

  /** Repeats the last setpoints during a short gap in the power at the grid connection. */
  ModeDecision repeat(CycleInput input) {
    assets.update(input);
    lapses = lapses.filter(_ -> setpointW(input).isPresent()).map(_ -> input.validUntil());
    return new ModeDecision(
        ModeDecision.join(
            assets.regulators.stream().flatMap(unit -> unit.repeat(input).stream()).toList(),
            assets.loads.stream().flatMap(unit -> unit.repeat(input).stream()).toList(),
            assets.sources.again(input.requests(), Reason.GRID_UNKNOWN),
            assets.loadShedding.setpoints()),
        new SiteActivity.Repeats());
  }
}
