package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Sight.Point;
import io.spikewatt.simulator.envelope.Sight.Shown;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * With the grid meter silent and one more term of the balance missing, nobody knows what flows:
 * after 5 s batteries and cars rest, servers are at their minimum, and PV alone may not pass the
 * export limit.
 */
final class BlindCheck implements Check {

  private static final double SILENT_FOR_S = 5;

  /** A daemon waits so long for its first readings. */
  private static final double STARTING_S = 20;

  private double connectedS = Double.POSITIVE_INFINITY;

  @Override
  public void second(View view, Findings findings) {
    double blindS = blindS(view);
    // An island that nobody sees the end of stays one.
    boolean connected = view.connected() && blindS < connectedS;
    connectedS = view.connected() ? connectedS + 1 : 0;
    if (!connected
        || blindS <= SILENT_FOR_S + view.envelope().latencyS()
        || view.sight().controllerS(Sight.Controller.RUNNING) <= STARTING_S) {
      return;
    }
    String why = "the grid has been invisible for " + (int) blindS + " s";
    atMost(Device.BATTERY, Math.abs(view.standing().batteryW()), 0, view, why, findings);
    atMost(Device.EV, view.evW(), 0, view, why, findings);
    atMost(
        Device.COMPUTE,
        view.computeW(),
        view.envelope().devices().compute().minW(),
        view,
        why,
        findings);
    double least = Envelope.LEAST_PV_SHARE * view.envelope().devices().pvRatedW();
    double most = Math.max(least, view.exportLimitW());
    atMost(Device.PV, view.pvW(), most, view, why, findings);
  }

  private static double blindS(View view) {
    double otherS =
        Math.max(
            view.sight().lasts(Point.FEEDER, Shown.NOT),
            Math.max(
                view.sight().lasts(Point.EV, Shown.NOT),
                view.sight().lasts(Point.COMPUTE, Shown.NOT)));
    return Math.min(view.sight().lasts(Point.GRID, Shown.NOT), otherS);
  }

  private static void atMost(
      Device device, double value, double bound, View view, String why, Findings findings) {
    if (view.answers(device) && value > bound + 1) {
      findings.violates(Rule.BLIND, device, value, bound, why);
    }
  }
}
