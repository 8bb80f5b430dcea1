package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device moves as its profile says, by its own meter: the share of its recent movement
 * that the model of its response does not explain. Without movement there is no judgement. New
 * movement replaces old evidence; time does not. Confined to one thread.
 */
final class ModelFit {

  /** Unexplained share up to which the model fits. */
  private static final double GOOD = 0.15;

  /** Unexplained share from which the model does not fit. */
  private static final double BAD = 0.3;

  /** Movement required before a judgement, and movement remembered, of the rated power. */
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
   * @param noiseW changes below this are noise, W
   */
  ModelFit(double ratedW, double noiseW) {
    this.ratedW = ratedW;
    this.noiseW = noiseW;
  }

  /** Takes over a reading; a repeated one changes nothing. {@code modelW}: expected power. */
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

  /** Forgets all evidence. */
  void reset() {
    movedW = 0;
    unexplainedW = 0;
    seenW = 0;
  }

  /** 1 = the model fits, 0 = it does not, or there is no evidence yet. */
  double share() {
    if (seenW < SEEN * ratedW) {
      return 0;
    }
    return Math.clamp((BAD - unexplainedW / movedW) / (BAD - GOOD), 0, 1);
  }
}
