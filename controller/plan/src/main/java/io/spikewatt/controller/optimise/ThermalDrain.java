package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * What drains a thermal storage in one slot, as a step of the backward recursion: V(E) = V'(E −
 * loss − demand), by {@link CurvatureCorrection} between levels, because straight lines in every
 * slot would blur the values, and linear beyond the levels. Reused.
 */
final class ThermalDrain {

  private int cells;

  /** Cells of a level, and of all levels at the same energies of the slower storages. */
  private int by;

  private int block;

  /**
   * Runs of neighbouring levels which the drain moves by equally many levels: the first of each,
   * followed by the number of levels.
   */
  private int[] first = new int[0];

  private int runs;

  /** By run: levels from the level to the one below the energy after the slot. */
  private int[] move = new int[0];

  /** By run: whether the curvature is known. */
  private boolean[] bends = new boolean[0];

  /** By cell: share of the value above, and of the curvature. */
  private double[] part = new double[0];

  private double[] bent = new double[0];

  private double[] a = new double[0];
  private double[] b = new double[0];
  private double[] c = new double[0];
  private double[] d = new double[0];

  /** Sets the storage and its drain in slot {@code k}. */
  void prepare(StateGrid stateGrid, int s, Storage store, int k, double hours) {
    int levels = stateGrid.levels(s);
    cells = stateGrid.cells();
    by = stateGrid.stride(s);
    block = by * levels;
    reserve(levels);
    double lowest = stateGrid.kwh(s, 0);
    double step = stateGrid.stepKwh(s);
    double lost = store.thermal().lost(hours);
    runs = 0;
    for (int i = 0; i < levels; i++) {
      double left = store.thermal().drained(k, stateGrid.kwh(s, i), lost, hours);
      double at = (left - lowest) / step;
      double nearest = Math.rint(at);
      at = Math.abs(at - nearest) < 1e-9 ? nearest : at;
      int below = Math.clamp((int) Math.floor(at), 0, levels - 2);
      double f = at - below;
      boolean curved = f > 0 && f < 1 && CurvatureCorrection.known(below, levels);
      if (i == 0 || below - i != move[runs - 1] || curved != bends[runs - 1]) {
        first[runs] = i;
        move[runs] = below - i;
        bends[runs++] = curved;
      }
      Arrays.fill(part, i * by, (i + 1) * by, f);
      Arrays.fill(bent, i * by, (i + 1) * by, curved ? CurvatureCorrection.below(f) : 0);
    }
    first[runs] = levels;
    for (int at = block; at < cells; at += block) {
      System.arraycopy(part, 0, part, at, block);
      System.arraycopy(bent, 0, bent, at, block);
    }
  }

  /**
   * Values before the drain of the storage.
   *
   * @param values after it, by cell
   * @return valid until the next call
   */
  double[] before(double[] values) {
    for (int from = 0; from < cells; from += block) {
      for (int run = 0; run < runs; run++) {
        int at = from + first[run] * by;
        int low = at + move[run] * by;
        int count = (first[run + 1] - first[run]) * by;
        int beside = bends[run] ? by : 0;
        System.arraycopy(values, low - beside, a, at, count);
        System.arraycopy(values, low, b, at, count);
        System.arraycopy(values, low + by, c, at, count);
        System.arraycopy(values, low + 2 * beside, d, at, count);
      }
    }
    for (int i = 0; i < cells; i++) {
      double middle = c[i] - b[i];
      double bend = CurvatureCorrection.smaller(middle - (b[i] - a[i]), d[i] - c[i] - middle);
      d[i] = b[i] + part[i] * middle - bent[i] * bend;
    }
    return d;
  }

  private void reserve(int levels) {
    if (move.length < levels) {
      first = new int[levels + 1];
      move = new int[levels];
      bends = new boolean[levels];
    }
    if (d.length < cells) {
      part = new double[cells];
      bent = new double[cells];
      a = new double[cells];
      b = new double[cells];
      c = new double[cells];
      d = new double[cells];
    }
  }
}
