package io.spikewatt.controller.optimise;

/**
 * What drains a thermal storage in one slot, as a step of the backward recursion: V(E) = V'(E −
 * loss − demand), by {@link CurvatureCorrection} between levels, because straight lines in every
 * slot would blur the values, and linear beyond the levels. Reused.
 */
final class ThermalDrain {

  private int cells;

  /** By cell: the one below the energy after the slot, and the neighbours of both. */
  private int[] low = new int[0];

  private int[] before = new int[0];
  private int[] high = new int[0];
  private int[] after = new int[0];

  /** By cell: share of the value above, and of the curvature. */
  private double[] part = new double[0];

  private double[] bent = new double[0];

  private double[] a = new double[0];
  private double[] b = new double[0];
  private double[] c = new double[0];
  private double[] d = new double[0];

  /** Sets the storage, and what drains it in slot {@code k}. */
  void prepare(StateGrid stateGrid, int s, Storage store, int k, double hours) {
    cells = stateGrid.cells();
    reserve();
    int levels = stateGrid.levels(s);
    int by = stateGrid.stride(s);
    double step = stateGrid.stepKwh(s);
    for (int i = 0; i < levels; i++) {
      double at = (store.drained(k, stateGrid.kwh(s, i), hours) - stateGrid.kwh(s, 0)) / step;
      double nearest = Math.rint(at);
      at = Math.abs(at - nearest) < 1e-9 ? nearest : at;
      int below = Math.clamp((int) Math.floor(at), 0, levels - 2);
      double f = at - below;
      boolean bends = f > 0 && f < 1 && CurvatureCorrection.known(below, levels);
      for (int block = 0; block < cells; block += by * levels) {
        for (int x = 0; x < by; x++) {
          int cell = block + i * by + x;
          int from = block + below * by + x;
          part[cell] = f;
          bent[cell] = bends ? CurvatureCorrection.below(f) : 0;
          low[cell] = from;
          high[cell] = from + by;
          before[cell] = bends ? from - by : from;
          after[cell] = bends ? from + 2 * by : from;
        }
      }
    }
  }

  /**
   * Values before what drains the storage.
   *
   * @param values after it, by cell
   * @return valid until the next call
   */
  double[] before(double[] values) {
    for (int i = 0; i < cells; i++) {
      a[i] = values[before[i]];
      b[i] = values[low[i]];
      c[i] = values[high[i]];
      d[i] = values[after[i]];
    }
    for (int i = 0; i < cells; i++) {
      double middle = c[i] - b[i];
      double first = middle - (b[i] - a[i]);
      double second = d[i] - c[i] - middle;
      double bend = Math.max(0, Math.min(first, second)) + Math.min(0, Math.max(first, second));
      d[i] = b[i] + part[i] * middle - bent[i] * bend;
    }
    return d;
  }

  private void reserve() {
    if (d.length < cells) {
      low = new int[cells];
      before = new int[cells];
      high = new int[cells];
      after = new int[cells];
      part = new double[cells];
      bent = new double[cells];
      a = new double[cells];
      b = new double[cells];
      c = new double[cells];
      d = new double[cells];
    }
  }
}
