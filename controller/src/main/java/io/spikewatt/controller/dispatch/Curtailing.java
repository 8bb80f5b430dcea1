package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/** What sources are held to in one cycle, and what of them is on its way back. */
final class Curtailing {

  /** After an island PV takes this long from nothing to its rated power, s. */
  private static final double PV_RAMP_S = 60;

  private final SourceCap sources;
  private final double cycleS;

  /**
   * @param cycleS period of the control cycle, s
   */
  Curtailing(SourceCap sources, double cycleS) {
    this.sources = sources;
    this.cycleS = cycleS;
  }

  /**
   * Holds them to what the site can take.
   *
   * @param canTakeW what batteries and grid can take, W
   */
  void steer(Steering.Cycle cycle, NetPower net, double canTakeW, List<Setpoint> out) {
    OptionalDouble readW = cycle.state().sourceW();
    if (readW.isPresent()) {
      double madeW = readW.getAsDouble() + returnedW(readW.getAsDouble(), cycle);
      double allowedW = net.nowW() + madeW + canTakeW;
      if (cycle.between()) {
        sources.allowLess(allowedW, OptionalDouble.of(madeW), cycle.now());
      } else if (cycle.ramp()) {
        sources.allowGently(allowedW, readW, cycle.now(), cycleS / PV_RAMP_S);
      } else {
        sources.allow(allowedW, readW, cycle.now());
      }
    } else {
      sources.feel(-(net.nowW() + canTakeW), cycle.now());
    }
    sources.ask(out, cycle.validUntil(), sources.bites() ? "export limit" : "no need to curtail");
  }

  /**
   * Power that is on its way back and not at the grid's meter yet, W, {@code >= 0}; see {@link
   * SourceCap#returningW}.
   */
  double returningW(Steering.Cycle cycle) {
    OptionalDouble readW = cycle.state().sourceW();
    return readW.isPresent()
        ? sources.returningW(readW.getAsDouble(), moment(cycle))
            - returnedW(readW.getAsDouble(), cycle)
        : 0;
  }

  /**
   * Between two cycles the meter shows what has come back since the sources were read. To take that
   * for load that went away would hold them lower by all of it, and to cover what is not coming any
   * more would be as wrong.
   */
  private double returnedW(double readW, Steering.Cycle cycle) {
    return cycle.between() ? sources.returnedW(readW, cycle.state().at(), moment(cycle)) : 0;
  }

  /** A look counts for its own moment. */
  private static Moment moment(Steering.Cycle cycle) {
    return cycle.between() ? cycle.grid().at() : cycle.now();
  }
}
