package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Limits PV and wind in one cycle, and tracks power that is ramping up again.
 *
 * @param cycleS period of the control cycle, s
 * @param lookAheadS until batteries have answered a setpoint decided now, s
 */
record Curtailment(CurtailmentLimit sources, double cycleS, double lookAheadS) {

  /**
   * One cycle's result.
   *
   * @param returningW power that is ramping up and not yet visible at the grid's meter, W, {@code
   *     >= 0}; see {@link CurtailmentLimit#returningW}
   * @param soonW the part of it that is there once the batteries have answered, W
   * @param marginW see {@link CurtailmentLimit#marginW}
   */
  record Curtailed(
      List<ExplainedSetpoint> setpoints, double returningW, double soonW, double marginW) {}

  /** After an island PV takes this long from nothing to its rated power, s. */
  private static final double PV_RAMP_S = 60;

  /**
   * Limits them to the power that the site can take.
   *
   * @param canTakeW power that batteries and grid can take, W
   */
  Curtailed limit(CycleInput input, NetLoad net, ExchangeBand band, double canTakeW) {
    OptionalDouble readW = input.state().sourceW();
    if (readW.isPresent()) {
      allow(input, net.nowW() + madeW(input, readW.getAsDouble()) + canTakeW, readW);
    } else {
      sources.feel(-(net.nowW() + canTakeW), input.now());
    }
    return curtailed(input, readW, band.exportBound(sources.capW()));
  }

  /**
   * Switches them off, but for what the site needs.
   *
   * @param neededW production without which the import is too large, W; negative = none
   */
  Curtailed stop(CycleInput input, double neededW) {
    OptionalDouble readW = input.state().sourceW();
    if (readW.isPresent()) {
      allow(input, sources.forNeedW(neededW), readW);
    } else {
      sources.feel(-neededW, input.now());
    }
    return curtailed(
        input,
        readW,
        Bound.atMost(Reason.NEGATIVE_IMPORT_PRICE, sources.capW())
            .causedBy(input.limits().price().importPerKwh()));
  }

  private Curtailed curtailed(CycleInput input, OptionalDouble readW, Bound bound) {
    Explanation why =
        Explanation.of(Action.PRODUCE, Reason.NO_NEED).boundIf(sources.bites(), bound);
    double returningW = readW.isPresent() ? returningW(input, readW.getAsDouble()) : 0;
    return new Curtailed(
        sources.setpoints(input.requests(), why),
        returningW,
        sources.soonW(returningW, moment(input), lookAheadS),
        sources.marginW(readW));
  }

  private void allow(CycleInput input, double allowedW, OptionalDouble readW) {
    switch (input.aim()) {
      case FOLLOW_BETWEEN ->
          sources.allowLess(
              allowedW, OptionalDouble.of(madeW(input, readW.orElseThrow())), input.now());
      case RECONNECT -> sources.allowGently(allowedW, readW, input.now(), cycleS / PV_RAMP_S);
      case FOLLOW, ZERO_EXCHANGE, SEPARATE -> sources.allow(allowedW, readW, input.now());
    }
  }

  private double madeW(CycleInput input, double readW) {
    return readW + returnedW(input, readW);
  }

  private double returningW(CycleInput input, double readW) {
    return sources.returningW(readW, moment(input)) - returnedW(input, readW);
  }

  /**
   * Between two cycles the meter shows power that returned since the sources were read. Without
   * this correction it would look like load that stopped, and curtailment would grow by it.
   */
  private double returnedW(CycleInput input, double readW) {
    return input.between() ? sources.returnedW(readW, input.state().at(), moment(input)) : 0;
  }

  /** A reading between two cycles counts for its own moment. */
  private static Moment moment(CycleInput input) {
    return input.between() ? input.grid().at() : input.now();
  }
}
