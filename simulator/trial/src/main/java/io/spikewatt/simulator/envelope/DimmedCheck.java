package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * While the grid operator dims loads, nothing makes a heat pump run that only commands set, however
 * strict the limits are that others have set as well. A state that began before is kept for the ten
 * minutes of the SG-Ready label. Loads with a power are within the limits, see {@link LimitCheck}.
 */
final class DimmedCheck implements EnvelopeCheck {

  private static final double ANSWER_S = 3;

  /** Least time of a state. */
  private static final double KEPT_S = 600;

  private double dimmedS;
  private double movedS = Double.NEGATIVE_INFINITY;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (write instanceof PlantWrite.SgReady) {
      movedS = view.nowS();
      judge(view);
    }
  }

  @Override
  public void second(EnvelopeView view) {
    boolean knows = view.dimmed() && view.runningS() > 0;
    dimmedS = knows ? dimmedS + 1 : 0;
    if (view.nowS() - movedS > KEPT_S + patienceS(view)) {
      judge(view);
    }
  }

  private void judge(EnvelopeView view) {
    int state = view.standing().sgReadyState();
    boolean commanded = view.devices().heatPump().filter(pump -> pump.onCommand()).isPresent();
    if (commanded && dimmedS > patienceS(view) && state > DeviceRegisters.SG_READY_NORMAL) {
      view.violated(
          EnvelopeRule.DIMMED,
          Device.HEAT_PUMP,
          state,
          DeviceRegisters.SG_READY_NORMAL,
          "runs by order while the grid operator dims");
    }
  }

  private static double patienceS(EnvelopeView view) {
    return ANSWER_S + 2 * view.latencyS();
  }
}
