package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** A contactor is not moved more often than once a minute, unless its process ends. */
final class RelayCheck implements EnvelopeCheck {

  private static final double DWELL_S = 60;

  private double lastS = Double.NEGATIVE_INFINITY;

  @Override
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    if (!(write instanceof PlantWrite.Relay relay)) {
      return;
    }
    boolean ended =
        envelopeView.sight().controller() == Visibility.Controller.GONE
            || envelopeView.sight().controllerS(Visibility.Controller.RUNNING) < DWELL_S;
    double dwelt = envelopeView.nowS() - lastS;
    // The plant samples its wires ten times a second.
    if (dwelt < DWELL_S - envelopeView.envelope().cycleS() && !ended) {
      envelopeView.violated(
          EnvelopeRule.RELAY,
          Device.RELAY,
          dwelt,
          DWELL_S,
          relay.closed() ? "closed again" : "opened again");
    }
    lastS = envelopeView.nowS();
  }
}
