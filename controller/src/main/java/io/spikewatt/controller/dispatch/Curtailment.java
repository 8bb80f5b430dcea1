package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/** What sources are held to in one cycle, and what of them is on its way back. */
final class Curtailment {

  /** After an island PV takes this long from nothing to its rated power, s. */
  private static final double PV_RAMP_S = 60;

  private final CurtailmentLimit sources;
  private final double cycleS;

  /**
   * @param cycleS period of the control cycle, s
   */
  Curtailment(CurtailmentLimit sources, double cycleS) {
    this.sources = sources;
    this.cycleS = cycleS;
  }

  /**
   * Holds them to what the site can take.
   *
   * @param canTakeW what batteries and grid can take, W
   */
  void steer(
      ExchangeController.CycleInput cycleInput, NetLoad net, double canTakeW, List<Setpoint> out) {
    OptionalDouble readW = cycleInput.state().sourceW();
    if (readW.isPresent()) {
      double madeW = readW.getAsDouble() + returnedW(readW.getAsDouble(), cycleInput);
      double allowedW = net.nowW() + madeW + canTakeW;
      if (cycleInput.between()) {
        sources.allowLess(allowedW, OptionalDouble.of(madeW), cycleInput.now());
      } else if (cycleInput.ramp()) {
        sources.allowGently(allowedW, readW, cycleInput.now(), cycleS / PV_RAMP_S);
      } else {
        sources.allow(allowedW, readW, cycleInput.now());
      }
    } else {
      sources.feel(-(net.nowW() + canTakeW), cycleInput.now());
    }
    sources.ask(
        out, cycleInput.validUntil(), sources.bites() ? "export limit" : "no need to curtail");
  }

  /**
   * Power that is on its way back and not at the grid's meter yet, W, {@code >= 0}; see {@link
   * CurtailmentLimit#returningW}.
   */
  double returningW(ExchangeController.CycleInput cycleInput) {
    OptionalDouble readW = cycleInput.state().sourceW();
    return readW.isPresent()
        ? sources.returningW(readW.getAsDouble(), moment(cycleInput))
            - returnedW(readW.getAsDouble(), cycleInput)
        : 0;
  }

  /**
   * Between two cycles the meter shows what has come back since the sources were read. To take that
   * for load that went away would hold them lower by all of it, and to cover what is not coming any
   * more would be as wrong.
   */
  private double returnedW(double readW, ExchangeController.CycleInput cycleInput) {
    return cycleInput.between()
        ? sources.returnedW(readW, cycleInput.state().at(), moment(cycleInput))
        : 0;
  }

  /** A look counts for its own moment. */
  private static Moment moment(ExchangeController.CycleInput cycleInput) {
    return cycleInput.between() ? cycleInput.grid().at() : cycleInput.now();
  }
}
