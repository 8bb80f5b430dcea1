package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device moves as its profile says, told by its own meter: what part of its recent
 * movement the model of its response does not explain. Nothing is believed before it has moved.
 * What it moved long ago is forgotten by what it moves since, not by time. One thread.
 */
final class ModelFit {

  /** With so little unexplained it moves as the profile says. */
  private static final double GOOD = 0.15;

  /** With so much unexplained it does not. */
  private static final double BAD = 0.3;

  /** Movement that has to be seen, and that is remembered, of the rated power. */
  private static final double SEEN = 0.5;

  private static final double REMEMBERED = 2;

  private final double ratedW;
  private final double noiseW;
  private double movedW;
  private double unexplainedW;
  private double seenW;
  private @Nullable Moment last;
  private double lastMeasuredW;
  private double lastModelW;

  /**
   * @param ratedW largest power, W
   * @param noiseW changes below this say nothing, W
   */
  ModelFit(double ratedW, double noiseW) {
    this.ratedW = ratedW;
    this.noiseW = noiseW;
  }

  /**
   * Takes over a reading; a repeated one changes nothing.
   *
   * @param modelW what it should have been
   */
  void update(Estimate.Known measured, double modelW) {
    if (last != null && !measured.at().isAfter(last)) {
      return;
    }
    if (last != null) {
      double measuredStep = measured.value() - lastMeasuredW;
      double modelStep = modelW - lastModelW;
      double moved = Math.max(Math.abs(measuredStep), Math.abs(modelStep));
      if (moved > noiseW) {
        double keeps = Math.exp(-moved / (REMEMBERED * ratedW));
        double off = Math.max(0, Math.abs(measuredStep - modelStep) - noiseW);
        movedW = keeps * movedW + moved;
        unexplainedW = keeps * unexplainedW + off;
        seenW += moved;
      }
    }
    last = measured.at();
    lastMeasuredW = measured.value();
    lastModelW = modelW;
  }

  /** Forgets what it has seen. */
  void reset() {
    movedW = 0;
    unexplainedW = 0;
    seenW = 0;
  }

  /** 1 = it moves as its profile says, 0 = it does not, or has not shown it yet. */
  double share() {
    if (seenW < SEEN * ratedW) {
      return 0;
    }
    return Math.clamp((BAD - unexplainedW / movedW) / (BAD - GOOD), 0, 1);
  }
}
