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

  /** EN 50549-1: the time for which the grid must stay before a site returns to it. */
  private static final double BACK_S = 60;

  private double connectedS = Double.POSITIVE_INFINITY;

  /** A separation was visible, and the grid has not been visible for {@link #BACK_S} since. */
  private boolean islanded;

  private double visiblyBackS;

  /** Export limit of the second before, and the wider one before it was tightened last, W. */
  private double limitW;

  private double widerW;
  private double tightenedS = Double.POSITIVE_INFINITY;

  @Override
  public void second(EnvelopeView view) {
    noteLimit(view.exportLimitW());
    double blindS = blindS(view);
    noteIsland(view);
    boolean connected = view.connected() && blindS < connectedS && !islanded;
    connectedS = view.connected() ? connectedS + 1 : 0;
    if (!connected || blindS <= SILENT_FOR_S + view.latencyS() || view.runningS() <= STARTING_S) {
      return;
    }
    String why = "the grid has been invisible for " + (int) blindS + " s";
    atMost(Device.BATTERY, Math.abs(view.standing().batteryW()), 0, view, why);
    atMost(Device.EV, view.evW(), 0, view, why);
    atMost(Device.COMPUTE, view.computeW(), view.devices().compute().minW(), view, why);
    double least = SafetyEnvelope.LEAST_PV_SHARE * view.devices().pvRatedW();
    // A limit that was tightened just now is answered within the latency.
    boolean isNew = tightenedS <= view.latencyS();
    double most = Math.max(least, isNew ? widerW : limitW);
    atMost(Device.PV, view.pvW(), most, view, why);
  }

  /**
   * An island lasts until its end is measured, and only voltage and switch can show it. A meter
   * that froze in an outage hides the end, however well the feeder is read.
   */
  private void noteIsland(EnvelopeView view) {
    boolean visible =
        view.shownS(Point.GRID_VOLTAGE) > 0
            && (view.devices().island().isEmpty() || view.shownS(Point.SWITCH) > 0);
    visiblyBackS = visible && view.connected() ? visiblyBackS + 1 : 0;
    islanded = visiblyBackS <= BACK_S && (islanded || (visible && !view.connected()));
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

  private static double blindS(EnvelopeView view) {
    double otherS =
        Math.max(
            view.sight().durationS(Point.FEEDER, Shown.NOT),
            Math.max(
                view.sight().durationS(Point.EV, Shown.NOT),
                view.sight().durationS(Point.COMPUTE, Shown.NOT)));
    return Math.min(view.sight().durationS(Point.GRID, Shown.NOT), otherS);
  }

  private static void atMost(
      Device device, double value, double bound, EnvelopeView view, String why) {
    if (view.answers(device) && value > bound + 1) {
      view.violated(EnvelopeRule.BLIND, device, value, bound, why);
    }
  }
}
