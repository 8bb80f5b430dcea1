package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Controller;
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
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    if (write instanceof PlantWrite.SgReady) {
      movedS = envelopeView.nowS();
      judge(envelopeView);
    }
  }

  @Override
  public void second(EnvelopeView envelopeView) {
    boolean knows =
        envelopeView.dimmed() && envelopeView.sight().controllerS(Controller.RUNNING) > 0;
    dimmedS = knows ? dimmedS + 1 : 0;
    if (envelopeView.nowS() - movedS > KEPT_S + patienceS(envelopeView)) {
      judge(envelopeView);
    }
  }

  private void judge(EnvelopeView envelopeView) {
    int state = envelopeView.standing().sgReadyState();
    boolean commanded =
        envelopeView.envelope().devices().heatPump().filter(pump -> pump.onCommand()).isPresent();
    if (commanded && dimmedS > patienceS(envelopeView) && state > DeviceRegisters.SG_READY_NORMAL) {
      envelopeView.violated(
          EnvelopeRule.DIMMED,
          Device.HEAT_PUMP,
          state,
          DeviceRegisters.SG_READY_NORMAL,
          "runs by order while the grid operator dims");
    }
  }

  private static double patienceS(EnvelopeView envelopeView) {
    return ANSWER_S + 2 * envelopeView.envelope().latencyS();
  }
}
