package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** A contactor is not moved more often than once a minute, unless its process ends. */
final class RelayCheck implements EnvelopeCheck {

  private static final double DWELL_S = 60;

  private double lastS = Double.NEGATIVE_INFINITY;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (!(write instanceof PlantWrite.Relay relay)) {
      return;
    }
    boolean ended =
        view.sight().controller() == Visibility.Controller.GONE || view.runningS() < DWELL_S;
    double dwelt = view.nowS() - lastS;
    // The plant samples its wires ten times a second.
    if (dwelt < DWELL_S - view.cycleS() && !ended) {
      view.violated(
          EnvelopeRule.RELAY,
          Device.RELAY,
          dwelt,
          DWELL_S,
          relay.closed() ? "closed again" : "opened again");
    }
    lastS = view.nowS();
  }
}
