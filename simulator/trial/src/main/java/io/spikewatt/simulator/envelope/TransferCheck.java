package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * The transfer switch may be opened on a healthy grid only at almost zero exchange, and an island
 * may end only after the grid has been stable for a minute.
 */
final class TransferCheck implements EnvelopeCheck {

  /** EN 50549-1: least time of a healthy grid before a site reconnects. */
  private static final double STABLE_S = 60;

  /** Permitted exchange when a connection is opened: a share of the import limit, plus noise, W. */
  private static final double NOTHING = 0.02;

  private static final double LEAST_W = 50;
  private static final double NOISE_W = 150;

  private static final double CALM_S = 30;
  private static final double ANSWER_S = 3;

  private double fitS = Double.POSITIVE_INFINITY;
  private double separatedS;

  /** For how long the meter has shown no voltage of another time. */
  private double honestS = Double.POSITIVE_INFINITY;

  private boolean requested;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    if (!(write instanceof PlantWrite.Node node) || node.device() != Device.TRANSFER_SWITCH) {
      return;
    }
    boolean now = node.value() >= 0.5;
    boolean sound =
        view.connected()
            && fitS > CALM_S
            && view.shownS(Point.GRID) > CALM_S
            && view.shownS(Point.GRID_VOLTAGE) > CALM_S
            && view.shownS(Point.SWITCH) > CALM_S;
    double throughW = Math.abs(view.truth().powers().gridW());
    double mostW = Math.max(LEAST_W, NOTHING * view.envelope().limits().importW()) + NOISE_W;
    if (now && !requested && sound && throughW > mostW) {
      view.violated(
          EnvelopeRule.TRANSFER_SWITCH,
          Device.TRANSFER_SWITCH,
          throughW,
          mostW,
          "opened under load");
    }
    requested = now;
  }

  @Override
  public void second(EnvelopeView view) {
    fitS = view.truth().environment().gridUp() ? fitS + 1 : 0;
    boolean lies = view.sight().durationS(Point.GRID_VOLTAGE, Shown.FALSE) > 0;
    honestS = lies ? 0 : honestS + 1;
    boolean seen =
        view.devices().island().isPresent()
            && view.truth().island().separated()
            && view.shownS(Point.SWITCH) > 0
            && view.runningS() > 0
            && view.answers(Device.TRANSFER_SWITCH);
    separatedS = seen ? separatedS + 1 : 0;
    if (separatedS > ANSWER_S + 2 * view.latencyS()
        && honestS > STABLE_S + CALM_S
        && fitS > 0
        && fitS < STABLE_S - view.cycleS()
        && !view.standing().separationRequested(view.nowS())) {
      view.violated(
          EnvelopeRule.TRANSFER_SWITCH,
          Device.TRANSFER_SWITCH,
          fitS,
          STABLE_S,
          "free to close so soon after the grid came back");
    }
  }
}
