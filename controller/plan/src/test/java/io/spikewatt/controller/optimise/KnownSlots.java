package io.spikewatt.controller.optimise;

import java.util.Arrays;

/** Slots of equal length with a known future, without a demand charge and without a reserve. */
public record KnownSlots(
    double[] importPerKwh, double[] loadKw, double[] netKw, double[] pvKw, boolean[] up) {

  /**
   * The problem of these slots.
   *
   * @param flexible power of a flexible load and what its kWh is worth
   */
  public SlotProblem problem(
      double hours,
      double exportPerKwh,
      double importKw,
      double exportKw,
      SlotProblem.Flexible flexible,
      SlotProblem.End end) {
    int n = importPerKwh.length;
    double[][][] after = new double[n][][];
    Arrays.fill(after, new double[][] {{1}});
    return new SlotProblem(
        new SlotProblem.Connection(
            all(n, hours),
            importPerKwh,
            all(n, exportPerKwh),
            all(n, importKw),
            all(n, exportKw),
            0,
            up,
            false),
        new SlotProblem.NetLoad(loadKw, oneClass(netKw), oneClass(pvKw), after),
        new double[n],
        new SlotProblem.Peak(all(n, Double.POSITIVE_INFINITY), 0),
        flexible,
        SlotProblem.Reserve.none(n),
        end);
  }

  /** The same number for each slot. */
  public static double[] all(int slots, double value) {
    double[] all = new double[slots];
    Arrays.fill(all, value);
    return all;
  }

  private static double[][] oneClass(double[] values) {
    return Arrays.stream(values).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
  }
}
