package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Controller;
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
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    if (!(write instanceof PlantWrite.Node node) || node.device() != Device.TRANSFER_SWITCH) {
      return;
    }
    boolean now = node.value() >= 0.5;
    boolean sound =
        envelopeView.connected()
            && fitS > CALM_S
            && envelopeView.sight().durationS(Point.GRID, Shown.TRUE) > CALM_S
            && envelopeView.sight().durationS(Point.GRID_VOLTAGE, Shown.TRUE) > CALM_S
            && envelopeView.sight().durationS(Point.SWITCH, Shown.TRUE) > CALM_S;
    double throughW = Math.abs(envelopeView.truth().powers().gridW());
    double mostW =
        Math.max(LEAST_W, NOTHING * envelopeView.envelope().limits().importW()) + NOISE_W;
    if (now && !requested && sound && throughW > mostW) {
      envelopeView.violated(
          EnvelopeRule.TRANSFER_SWITCH,
          Device.TRANSFER_SWITCH,
          throughW,
          mostW,
          "opened under load");
    }
    requested = now;
  }

  @Override
  public void second(EnvelopeView envelopeView) {
    fitS = envelopeView.truth().environment().gridUp() ? fitS + 1 : 0;
    boolean lies = envelopeView.sight().durationS(Point.GRID_VOLTAGE, Shown.FALSE) > 0;
    honestS = lies ? 0 : honestS + 1;
    boolean seen =
        envelopeView.envelope().devices().island().isPresent()
            && envelopeView.truth().island().separated()
            && envelopeView.sight().durationS(Point.SWITCH, Shown.TRUE) > 0
            && envelopeView.sight().controllerS(Controller.RUNNING) > 0
            && envelopeView.answers(Device.TRANSFER_SWITCH);
    separatedS = seen ? separatedS + 1 : 0;
    if (separatedS > ANSWER_S + 2 * envelopeView.envelope().latencyS()
        && honestS > STABLE_S + CALM_S
        && fitS > 0
        && fitS < STABLE_S - envelopeView.envelope().cycleS()
        && !envelopeView.standing().separationRequested(envelopeView.nowS())) {
      envelopeView.violated(
          EnvelopeRule.TRANSFER_SWITCH,
          Device.TRANSFER_SWITCH,
          fitS,
          STABLE_S,
          "free to close so soon after the grid came back");
    }
  }
}
