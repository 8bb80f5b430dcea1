package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * With the grid meter silent and one more term of the balance missing, the exchange is unknown:
 * after 5 s batteries and cars rest, servers are at their minimum, and PV alone may not pass the
 * export limit.
 */
final class BlindCheck implements EnvelopeCheck {

  private static final double SILENT_FOR_S = 5;

  /** Time for which a daemon waits for its first readings. */
  private static final double STARTING_S = 20;

  private double connectedS = Double.POSITIVE_INFINITY;

  /** Export limit of the second before, and the wider one before it was tightened last, W. */
  private double limitW;

  private double widerW;
  private double tightenedS = Double.POSITIVE_INFINITY;

  @Override
  public void second(EnvelopeView envelopeView) {
    noteLimit(envelopeView.exportLimitW());
    double blindS = blindS(envelopeView);
    // An island lasts until its end is measured.
    boolean connected = envelopeView.connected() && blindS < connectedS;
    connectedS = envelopeView.connected() ? connectedS + 1 : 0;
    if (!connected
        || blindS <= SILENT_FOR_S + envelopeView.envelope().latencyS()
        || envelopeView.sight().controllerS(Visibility.Controller.RUNNING) <= STARTING_S) {
      return;
    }
    String why = "the grid has been invisible for " + (int) blindS + " s";
    atMost(Device.BATTERY, Math.abs(envelopeView.standing().batteryW()), 0, envelopeView, why);
    atMost(Device.EV, envelopeView.evW(), 0, envelopeView, why);
    atMost(
        Device.COMPUTE,
        envelopeView.computeW(),
        envelopeView.envelope().devices().compute().minW(),
        envelopeView,
        why);
    double least = SafetyEnvelope.LEAST_PV_SHARE * envelopeView.envelope().devices().pvRatedW();
    // A limit that was tightened just now is answered within the latency.
    boolean isNew = tightenedS <= envelopeView.envelope().latencyS();
    double most = Math.max(least, isNew ? widerW : limitW);
    atMost(Device.PV, envelopeView.pvW(), most, envelopeView, why);
  }

  private void noteLimit(double nowW) {
    if (nowW < limitW) {
      widerW = limitW;
      tightenedS = 0;
    } else {
      tightenedS++;
    }
    limitW = nowW;
  }

  private static double blindS(EnvelopeView envelopeView) {
    double otherS =
        Math.max(
            envelopeView.sight().durationS(Point.FEEDER, Shown.NOT),
            Math.max(
                envelopeView.sight().durationS(Point.EV, Shown.NOT),
                envelopeView.sight().durationS(Point.COMPUTE, Shown.NOT)));
    return Math.min(envelopeView.sight().durationS(Point.GRID, Shown.NOT), otherS);
  }

  private static void atMost(
      Device device, double value, double bound, EnvelopeView envelopeView, String why) {
    if (envelopeView.answers(device) && value > bound + 1) {
      envelopeView.violated(EnvelopeRule.BLIND, device, value, bound, why);
    }
  }
}
