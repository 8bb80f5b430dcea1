package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.controller.asset.LoadView;
import io.spikewatt.controller.asset.OutputScale;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.SparseSetpoint.Step;
import io.spikewatt.controller.dispatch.SparseSetpoint.Wanted;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** One flexible load: its last power, and how it may move from there. */
final class LoadUnit {

  /** A load this little above its setpoints still follows them: meters and its own dead band. */
  private static final double MISREAD_W = 100;

  private static final double MISREAD = 0.1;

  final String id;
  final LoadRange range;
  final DeviceResponse deviceResponse;
  private final FlexibleLoad load;
  private final SetpointOutput output;
  private final OutputScale scale;
  private final PowerRamp ramp;
  private final Optional<SparseSetpoint> sparse;
  private final Supplier<Optional<WriteBudget>> budget;
  private Optional<Moment> switched = Optional.empty();

  /** Power above its base, W; negative = it gives. */
  private double takenW;

  /** Least power that it offered last; empty = that of its range. */
  private OptionalDouble offeredLeastW = OptionalDouble.empty();

  /**
   * @param sparse present if each new value wears the device's memory
   * @param budget writes that its memory still bears; empty = it does not wear, or has not reported
   */
  LoadUnit(
      String id,
      FlexibleLoad load,
      SetpointOutput output,
      Optional<SparseSetpoint> sparse,
      Supplier<Optional<WriteBudget>> budget) {
    this.sparse = sparse;
    this.budget = budget;
    this.id = id;
    this.load = load;
    this.range = load.range();
    this.ramp = new PowerRamp(range);
    this.output = output;
    this.scale = load.scale().apply(output.spec());
    this.deviceResponse = new DeviceResponse(load.response());
  }

  boolean followsPower() {
    return load.followsPower();
  }

  /** Power that it may draw at any setpoint, W above its base, {@code >= 0}. */
  double heldW(CycleInput input) {
    double drawnW = -state(input).powerW().ifKnown().orElse(0);
    return load.decidesToo() ? Math.max(0, drawnW - range.baseW()) : 0;
  }

  /** Power beyond each of its recent setpoints, W; no setpoint takes it back. */
  double overdrawnW(CycleInput input) {
    double drawnW = -state(input).powerW().ifKnown().orElse(0);
    return load.decidesToo() && takenW > 0
        ? Math.max(0, drawnW + deviceResponse.leastCommandedW())
        : 0;
  }

  /**
   * Power beyond every setpoint that it may still follow, W, of a load that should not decide by
   * itself: a cluster whose agent lies or ignores. No other load and no battery may count on it.
   */
  double ignoredW(CycleInput input) {
    if (load.decidesToo()
        || load.followsPower()
        || !deviceResponse.isCommanded()
        || !(state(input).powerW() instanceof Estimate.Known drawn)) {
      return 0;
    }
    double beyondW = -drawn.value() + deviceResponse.leastFollowedW(drawn.at());
    return beyondW > Math.max(MISREAD_W, MISREAD * range.mostW()) ? beyondW : 0;
  }

  /** Power that it may draw beyond what it reports, W: its report is no meter's. */
  double unseenW(CycleInput input) {
    double drawnW = -state(input).powerW().ifKnown().orElse(0);
    return load.decidesToo() || load.followsPower() ? 0 : Math.max(0, range.mostW() - drawnW);
  }

  AssetState state(CycleInput input) {
    return input.state().asset(id);
  }

  /**
   * Largest power that it may take, W above its base. While the import is beyond its limit no load
   * grows: power that a battery could give is no room until it gives it. A load that ignores its
   * setpoint gets the least then, not a little less for each response time.
   */
  double mostW(CycleInput input) {
    if (!input.importExceeded()) {
      return Double.POSITIVE_INFINITY;
    }
    return ignoredW(input) > 0 ? 0 : Math.max(0, takenW);
  }

  /** Its needs and offers now. */
  LoadOffer offer(CycleInput input, StoragePolicy policy, PlanReading plan) {
    AssetState state = state(input);
    if (switched.isEmpty() && load.decidesToo()) {
      // How long it ran or stood before a restart is unknown.
      switched = Optional.of(input.now());
    }
    LoadOffer offer =
        load.offers()
            .apply(
                new LoadView(
                    state, takenW, input.zeroExchange(), policy, plan.of(state), input.now()));
    offeredLeastW = offer.leastW();
    return offer;
  }

  /**
   * Turns a wanted power into one that it gives back without chatter: 0 or at least its minimum.
   *
   * @param wantedW power that would be best, W
   * @param roomW power that the limits leave, W
   */
  double give(double wantedW, double roomW, Moment now) {
    double leastW = range.leastW();
    double most = Math.min(range.backW(), roomW);
    boolean on = takenW < 0;
    boolean dwelt = dwelt(on ? range.dwell().on() : range.dwell().off(), now);
    boolean runs = on ? wantedW >= 0.9 * leastW || !dwelt : wantedW >= 1.05 * leastW && dwelt;
    double power = most < leastW || !runs ? 0 : Math.clamp(wantedW, leastW, most);
    if (power > 0 || on) {
      move(-power, now);
    }
    return power;
  }

  /**
   * Turns a wanted power into one that it can take without chatter: 0 or at least its minimum.
   *
   * @param wantedW power that would be best, W above its base
   * @param roomW power that the limits leave, W above its base
   * @param need that wants it
   */
  double settle(double wantedW, double roomW, LoadNeed need, Moment now) {
    double leastW = offeredLeastW.orElse(range.leastW());
    double most = Math.min(range.spanW(), roomW);
    boolean on = takenW > 0;
    LoadRange.Dwell dwell = range.dwell();
    boolean dwelt = dwelt(on ? dwell.on() : need.isUrgent() ? dwell.offUrgent() : dwell.off(), now);
    boolean runs = on ? wantedW >= 0.9 * leastW || !dwelt : wantedW >= switchesOnW(need) && dwelt;
    double power = most < leastW || !runs ? 0 : Math.clamp(wantedW, leastW, most);
    move(power, now);
    return power;
  }

  /** Surplus varies, and so has to be more than its minimum; power from the grid need not. */
  private double switchesOnW(LoadNeed need) {
    double leastW = offeredLeastW.orElse(range.leastW());
    double mostW = offeredLeastW.isPresent() ? Math.max(leastW, need.upToW()) : range.spanW();
    return need.gridW() >= leastW ? leastW : Math.min(1.05 * leastW, mostW);
  }

  private boolean dwelt(Duration least, Moment now) {
    return switched.isEmpty() || now.since(switched.get()).compareTo(least) >= 0;
  }

  private void move(double watts, Moment now) {
    if (Math.signum(watts) != Math.signum(takenW)) {
      switched = Optional.of(now);
    }
    takenW = watts;
  }

  /** The power nearest to the wanted one that its ramp permits, W; see {@link PowerRamp#next}. */
  double ramped(double wantedW, double mostW, CycleInput input) {
    return ramp.next(wantedW, mostW, state(input).powerW(), input.now(), input.validUntil());
  }

  /** At rest: its base at most. */
  ExplainedSetpoint rest(CycleInput input, Reason reason) {
    move(0, input.now());
    double watts = Math.min(range.baseW(), limitW(input));
    ramp.applySetpoint(watts);
    OptionalDouble alone = scale.alone();
    double value = alone.isPresent() ? alone.getAsDouble() : scale.value(watts, input.now());
    return sent(output.setpoint(value, 0, Explanation.of(Action.REST, reason)), input);
  }

  /** Takes nothing, and its own fall-back applies. */
  void stop(Moment now) {
    move(0, now);
  }

  /** At a power that a request sets; its least times begin anew afterwards. */
  ExplainedSetpoint follow(RequestAllocation.Granted request, CycleInput input) {
    double watts = 0 - request.watts();
    takenW = 0;
    Explanation why = request.explain(watts > 0 ? Action.CHARGE : Action.REST);
    return sent(output.setpoint(scale.value(watts, input.now()), 0, why), input);
  }

  /** Its last setpoint again; empty if its own fall-back applies. */
  Optional<ExplainedSetpoint> repeat(CycleInput input) {
    if (!state(input).isControllable()) {
      return Optional.empty();
    }
    Optional<ExplainedSetpoint> setpoint =
        output.repeat(Action.ofBattery(scale.powerW(output.last(0))), Reason.GRID_UNKNOWN);
    setpoint.ifPresent(
        again -> {
          double watts = scale.powerW(again.value());
          deviceResponse.command(watts, watts, input.now());
        });
    return setpoint;
  }

  /**
   * Sets a power.
   *
   * @param watts as decided, W; negative = it gives
   * @param tight whether a limit decided, not the wanted power
   * @return the setpoint, as far as a request permits it
   */
  ExplainedSetpoint send(double watts, boolean tight, Explanation why, CycleInput input) {
    double permittedW = permittedW(watts, input);
    boolean requested = permittedW != watts;
    if (requested) {
      ramp.applySetpoint(permittedW);
    }
    Explanation bounded = why.boundIf(requested, Bound.requested(0 - permittedW));
    return sent(
        sparse.isPresent()
            ? spared(sparse.get(), permittedW, bounded, input)
            : output.consumerSetpoint(
                scale.value(permittedW, input.now()),
                requested ? 0 : scale.band().orElse(range.bandW()),
                tight,
                bounded),
        input);
  }

  /** Few long steps; a limit is kept at once. */
  private ExplainedSetpoint spared(
      SparseSetpoint steps, double wantedW, Explanation why, CycleInput input) {
    if (!steps.lastWas(scale.powerW(output.last(Double.NaN)))) {
      steps.forget();
    }
    Wanted wanted = new Wanted(0 - wantedW, false, 0, why.bound(), input.exceeded(), _ -> 1);
    Step step = steps.next(wanted, 0, budget.get(), input.now());
    Explanation kept = step.explain(why, step.watts());
    return output.setpoint(scale.value(0 - step.watts(), input.now()), 0, kept).to(step.purpose());
  }

  /** Power that a request permits, W; one that only limits never makes it give. */
  double permittedW(double watts, CycleInput input) {
    double limitW = limitW(input);
    double permittedW =
        limitW < Double.POSITIVE_INFINITY ? Math.max(0, Math.min(limitW, watts)) : watts;
    // A limit below its least useful power leaves its base; a ramp may pass through.
    boolean useless = permittedW < watts && permittedW < range.baseW() + offeredLeastW.orElse(0);
    return useless ? Math.min(permittedW, range.baseW()) : permittedW;
  }

  /** Largest power that a request leaves, W; infinite without one. */
  private double limitW(CycleInput input) {
    return input
        .requests()
        .limit(id)
        .filter(request -> !followsPower() || input.requests().onlyReduce())
        .map(request -> followsPower() ? -request.value() : request.value())
        .orElse(Double.POSITIVE_INFINITY);
  }

  private ExplainedSetpoint sent(ExplainedSetpoint setpoint, CycleInput input) {
    double before = state(input).powerW().ifKnown().orElse(0);
    deviceResponse.command(scale.powerW(setpoint.value()), before, input.now());
    return setpoint;
  }
}
