package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Few long steps for a device whose memory wears, or that regulates by itself: a new step is worth
 * its write once the energy that flowed otherwise than wanted is large enough. The less of the
 * write budget is left, the more energy that takes. A limit is kept at once.
 */
final class SparseSetpoint {

  /** Error that is worth a write, as a share of the rated power for {@link #WORTH_S}. */
  private static final double WORTH_SHARE = 0.1;

  private static final double WORTH_S = 60;

  /** The device is released once its own mode has been as good for this long. */
  private static final Duration RELEASED_AFTER = Duration.ofMinutes(5);

  /** How long a battery of unknown state stays in its own mode. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(60);

  /** Share of a day's budget that is kept for limits. */
  private static final double RESERVE = 0.1;

  /** Distance of a step from the limit that it keeps, of the rated power. */
  private static final double LIMIT_MARGIN = 0.05;

  /** Errors below this are none, of the rated power. */
  private static final double NEAR = 0.02;

  private final double ratedW;
  private final double chargeW;
  private final double dischargeW;
  private @Nullable Step held;
  private @Nullable Moment at;
  private @Nullable Moment changedAt;
  private @Nullable Moment ownSince;
  private double errorWs;

  /**
   * @param chargeW largest charging power, W, positive
   * @param dischargeW largest discharging power, W, positive
   */
  SparseSetpoint(double chargeW, double dischargeW) {
    this.ratedW = Math.max(chargeW, dischargeW);
    this.chargeW = chargeW;
    this.dischargeW = dischargeW;
  }

  /**
   * Wanted power of one cycle.
   *
   * @param watts W into the bus
   * @param ownMode whether the device does that by itself
   * @param expectedW expected power in its own mode, W into the bus
   * @param decidedBy the bound that decided
   * @param exceeded the limit that is exceeded now; empty = none
   * @param worth of a power instead of the wanted one: 0 = as good, 1 = far worse
   */
  record Wanted(
      double watts,
      boolean ownMode,
      double expectedW,
      Optional<Bound> decidedBy,
      Optional<Reason> exceeded,
      DoubleUnaryOperator worth) {

    private boolean isBy(Reason reason) {
      return decidedBy.filter(bound -> bound.reason() == reason).isPresent();
    }

    private boolean keeps(Reason limit) {
      return isBy(limit) || exceeded.filter(reason -> reason == limit).isPresent();
    }
  }

  /**
   * A step.
   *
   * @param watts W into the bus; in the device's own mode the expected power
   * @param heldBack whether the budget keeps it although another power is wanted
   * @param isNew whether it begins now
   */
  record Step(double watts, Purpose purpose, boolean heldBack, boolean isNew) {

    boolean isOwnMode() {
      return purpose == Purpose.OWN_MODE;
    }

    /** The explanation of the step for a device that is set to {@code atW}, W into the bus. */
    Explanation explain(Explanation wanted, double atW) {
      return heldBack ? wanted.boundBy(Bound.exactly(Reason.WRITE_BUDGET, atW)) : wanted;
    }
  }

  /** Whether the last step was {@code watts}; otherwise something else sets the output. */
  boolean lastWas(double watts) {
    return held != null && held.watts == watts;
  }

  boolean inOwnMode() {
    return held != null && held.isOwnMode();
  }

  /**
   * While the battery's state is unknown: in its own mode it goes on for a moment, because a
   * reading is missing now and then.
   *
   * @return empty = it must be set
   */
  Optional<Step> unknown(Moment now) {
    boolean goesOn = inOwnMode() && at != null && now.since(at).compareTo(UNKNOWN_FOR) <= 0;
    held = goesOn ? new Step(0, Purpose.OWN_MODE, false, false) : null;
    return Optional.ofNullable(held);
  }

  /** Begins anew, after something else has set the output. */
  void forget() {
    held = null;
  }

  /**
   * The step in force from now on.
   *
   * @param measuredW measured power, W into the bus
   * @param budget writes that are left; empty = not reported yet
   */
  Step next(Wanted wanted, double measuredW, Optional<WriteBudget> budget, Moment now) {
    double passedS = at == null ? 0 : now.since(at).toNanos() * 1e-9;
    at = now;
    ownSince = !wanted.ownMode ? null : ownSince == null ? now : ownSince;
    Step before = held;
    if (before == null) {
      return step(wanted, false, now);
    }
    if (wanted.ownMode && before.isOwnMode()) {
      return keep(before, wanted, false);
    }
    double doesW = before.isOwnMode() ? measuredW : before.watts;
    double lackW = wanted.watts - doesW;
    errorWs += lackW * wanted.worth.applyAsDouble(doesW) * passedS;
    if (exceeds(wanted, lackW)) {
      return step(wanted, !wanted.ownMode, now);
    }
    if (mustStop(wanted, lackW)) {
      return step(wanted, false, now);
    }
    boolean released = ownSince != null && now.since(ownSince).compareTo(RELEASED_AFTER) >= 0;
    if (released || (Math.abs(errorWs) >= worthWs(budget) && mayChange(wanted, budget, now))) {
      return step(wanted, false, now);
    }
    return keep(before, wanted, Math.abs(lackW) > NEAR * ratedW);
  }

  private Step step(Wanted wanted, boolean limit, Moment now) {
    errorWs = 0;
    changedAt = now;
    Step next =
        limit
            ? new Step(
                Math.clamp(wanted.watts + margin(wanted), -chargeW, dischargeW),
                Purpose.LIMIT,
                false,
                true)
            : new Step(
                wanted.ownMode ? wanted.expectedW : wanted.watts,
                wanted.ownMode ? Purpose.OWN_MODE : Purpose.ROUTINE,
                false,
                true);
    held = next;
    return next;
  }

  private Step keep(Step before, Wanted wanted, boolean heldBack) {
    double watts = before.isOwnMode() ? wanted.expectedW : before.watts;
    Step kept = new Step(watts, before.purpose, heldBack, false);
    held = kept;
    return kept;
  }

  /** Whether the device does less than a limit needs. */
  private boolean exceeds(Wanted wanted, double lackW) {
    double near = NEAR * ratedW;
    return (wanted.keeps(Reason.IMPORT_LIMIT) && lackW > near)
        || (wanted.keeps(Reason.EXPORT_LIMIT) && lackW < -near);
  }

  /**
   * Whether it goes beyond its window of charge. To stop is the safe value, which is always
   * written.
   */
  private boolean mustStop(Wanted wanted, double lackW) {
    return wanted.watts == 0
        && Math.abs(lackW) > NEAR * ratedW
        && (wanted.isBy(Reason.EMPTY) || wanted.isBy(Reason.RESERVE) || wanted.isBy(Reason.FULL));
  }

  private double margin(Wanted wanted) {
    double share =
        wanted.isBy(Reason.IMPORT_LIMIT)
            ? LIMIT_MARGIN
            : wanted.isBy(Reason.EXPORT_LIMIT) ? -LIMIT_MARGIN : 0;
    return share * ratedW;
  }

  private double worthWs(Optional<WriteBudget> budget) {
    double pauseS = budget.map(WriteBudget::pause).orElse(Duration.ZERO).toMillis() / 1000.0;
    return WORTH_SHARE * ratedW * (WORTH_S + pauseS);
  }

  /** Into the device's own mode nothing is written that wears. */
  private boolean mayChange(Wanted wanted, Optional<WriteBudget> budget, Moment now) {
    if (wanted.ownMode || budget.isEmpty()) {
      return true;
    }
    boolean paused = changedAt == null || now.since(changedAt).compareTo(budget.get().pause()) >= 0;
    return paused && budget.get().left() > RESERVE * budget.get().perDay();
  }
}
