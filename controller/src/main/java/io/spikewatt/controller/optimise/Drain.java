package io.spikewatt.controller.optimise;

/**
 * What drains a thermal storage in one slot, as a step of the backward recursion: V(E) = V'(E −
 * loss − demand), by {@link CurvatureCorrection} between levels, because straight lines in every
 * slot would blur the values, and linear beyond the levels. Reused.
 */
final class Drain {

  private int[] below = new int[0];
  private double[] part = new double[0];
  private double[] line = new double[0];
  private int levels;
  private int stride;
  private int cells;

  /** Sets the storage, and what drains it in slot {@code k}. */
  void prepare(StateGrid stateGrid, int s, Storage store, int k, double hours) {
    levels = stateGrid.levels(s);
    stride = stateGrid.stride(s);
    cells = stateGrid.cells();
    if (below.length < levels) {
      below = new int[levels];
      part = new double[levels];
      line = new double[levels];
    }
    double step = stateGrid.stepKwh(s);
    for (int i = 0; i < levels; i++) {
      double kwh = stateGrid.kwh(s, i);
      double at = (store.drained(k, kwh, hours) - stateGrid.kwh(s, 0)) / step;
      double nearest = Math.rint(at);
      at = Math.abs(at - nearest) < 1e-9 ? nearest : at;
      below[i] = Math.clamp((int) Math.floor(at), 0, levels - 2);
      part[i] = at - below[i];
    }
  }

  /** Replaces the values after what drains the storage by those before it. */
  void apply(double[] values) {
    int block = stride * levels;
    for (int first = 0; first < cells; first += block) {
      for (int at = first; at < first + stride; at++) {
        for (int i = 0; i < levels; i++) {
          line[i] = values[at + i * stride];
        }
        for (int i = 0; i < levels; i++) {
          int low = below[i];
          double f = part[i];
          double value = line[low] + f * (line[low + 1] - line[low]);
          if (f > 0 && f < 1 && CurvatureCorrection.known(low, levels)) {
            value -= CurvatureCorrection.below(f) * CurvatureCorrection.of(line, low, 1);
          }
          values[at + i * stride] = value;
        }
      }
    }
  }
}
