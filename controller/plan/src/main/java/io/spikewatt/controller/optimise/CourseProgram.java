package io.spikewatt.controller.optimise;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The course of all storages of a site together, for the expected load and production: one linear
 * program of powers, energies and the import level. What it cannot express is left out: that a
 * converter has fixed powers or a least one, and that a battery does not charge and discharge at
 * once. Bounds by slot bring such choices in from elsewhere.
 */
public final class CourseProgram {

  private static final int BUS = 0;
  private static final int PEAK = 1;
  private static final double NOTHING = 1e-9;

  /** Pieces of the cost of a battery's energy. */
  private static final int PIECES = 12;

  /**
   * A storage in the program.
   *
   * @param fromKwh energy when the program begins, or that it brings
   * @param leastKw least charging power by slot, kW; empty = 0
   * @param mostKw most charging power by slot, kW; empty = the converter's
   * @param endKwh energies at the horizon's end for which {@code endCost} is known, in even steps;
   *     empty = a kWh is worth {@link SlotProblem#leftPerKwh}
   * @param endCost cost of ending with that energy
   */
  public record Part(
      Storage storage,
      double fromKwh,
      double[] leastKw,
      double[] mostKw,
      double[] endKwh,
      double[] endCost) {

    /** Free within its converter's power. */
    public Part(Storage storage, double fromKwh) {
      this(storage, fromKwh, new double[0], new double[0], new double[0], new double[0]);
    }

    /** The same with a known cost of ending the horizon with these energies. */
    public Part ending(double[] kwh, double[] costs) {
      return new Part(storage, fromKwh, leastKw, mostKw, kwh, costs);
    }

    /** Cost of this energy at the end of the horizon. */
    public double endCost(double kwh, SlotProblem problem) {
      if (endKwh.length < 2) {
        return -problem.leftPerKwh(storage) * kwh;
      }
      double at = (kwh - endKwh[0]) / (endKwh[1] - endKwh[0]);
      int below = Math.clamp((int) at, 0, endKwh.length - 2);
      double part = Math.clamp(at - below, 0, 1);
      return endCost[below] + part * (endCost[below + 1] - endCost[below]);
    }

    /** The same with these charging powers in each slot. */
    public Part between(double[] least, double[] most) {
      return new Part(storage, fromKwh, least, most, endKwh, endCost);
    }
  }

  /**
   * Demand charge on the highest mean import of each month.
   *
   * @param perKw price of a kW above the floor; 0 = none
   * @param floorKw peak that is paid anyway, of the running month and of the next
   * @param nextMonth first slot of the next month
   * @param firstKw mean of the running slot without further import
   * @param firstShare part of the running slot's import that counts in its mean
   */
  public record Demand(
      double perKw, double[] floorKw, int nextMonth, double firstKw, double firstShare) {
    /** None: import above {@link SlotProblem#peak} costs its surcharge. */
    public static final Demand NONE = new Demand(0, new double[0], 0, 0, 1);
  }

  /**
   * A course of least cost.
   *
   * @param kw by part and slot, discharge positive
   * @param peakKw highest mean import of each month
   * @param cost of the course, to be compared with others of the same parts
   */
  public record Course(double[][] kw, double[] peakKw, double cost) {}

  private final StagedProgram program;
  private final SlotProblem problem;
  private final List<Part> parts;
  private final Demand demand;
  private final double[] length = new double[PIECES];
  private final double[] slope = new double[PIECES];

  /** Columns by part and slot; −1 = none. */
  private final int[] charge;

  private final int[] discharge;

  /**
   * A program of these storages.
   *
   * @param memory for the solution; used by one program at a time
   */
  public CourseProgram(StagedProgram memory, SlotProblem problem, List<Part> parts, Demand demand) {
    this.program = memory;
    this.problem = problem;
    this.parts = parts;
    this.demand = demand;
    this.charge = new int[parts.size() * problem.slots()];
    this.discharge = new int[charge.length];
  }

  /**
   * Solves the program.
   *
   * @param netKw expected net load by slot beside the parts
   * @param pvKw production that can be curtailed
   * @param exports whether to export rather than import in a slot where export pays more
   * @return empty if no solution was found, which has no other cause than rounding
   */
  public Optional<Course> solve(double[] netKw, double[] pvKw, boolean[] exports) {
    int n = problem.slots();
    program.begin(n, parts.size());
    int months = demand.perKw > 0 ? demand.floorKw.length : 0;
    for (int m = 0; m < months; m++) {
      program.addShared(demand.perKw);
    }
    Arrays.fill(charge, -1);
    Arrays.fill(discharge, -1);
    for (int k = 0; k < n; k++) {
      bus(k, netKw[k], pvKw[k], exports[k]);
    }
    for (int s = 0; s < parts.size(); s++) {
      part(s);
    }
    if (!program.solve()) {
      return Optional.empty();
    }
    double[][] kw = new double[parts.size()][n];
    for (int i = 0; i < charge.length; i++) {
      double in = charge[i] < 0 ? 0 : program.value(charge[i]);
      double out = discharge[i] < 0 ? 0 : program.value(discharge[i]);
      kw[i / n][i % n] = out - in - leastKw(parts.get(i / n), i % n);
    }
    double[] peakKw = new double[months];
    Arrays.setAll(peakKw, m -> demand.floorKw[m] + program.value(m));
    return Optional.of(new Course(kw, peakKw, program.cost()));
  }

  private static double leastKw(Part part, int k) {
    return part.leastKw.length == 0 ? 0 : part.leastKw[k];
  }

  /** The grid connection in slot {@code k}. */
  private void bus(int k, double netKw, double pvKw, boolean exports) {
    SlotProblem.Connection h = problem.connection();
    SlotProblem.Peak peak = problem.peak();
    double hours = h.hours()[k];
    double imports = h.up()[k] ? h.importKw()[k] : 0;
    double sold = h.up()[k] ? h.exportKw()[k] : 0;
    boolean either = h.exportPerKwh()[k] > h.importPerKwh()[k] && imports > 0 && sold > 0;
    program.rightSide(k, BUS, netKw);
    double priced = demand.perKw > 0 ? imports : Math.min(imports, peak.kw()[k]);
    if (!either || !exports) {
      imported(k, priced, h.importPerKwh()[k]);
      imported(k, imports - priced, h.importPerKwh()[k] + peak.perKwh());
    }
    if (!either || exports) {
      flow(k, -1, sold, -h.exportPerKwh()[k] * hours);
    }
    double beyond = h.beyondPerKwh() > 0 ? h.beyondPerKwh() : 1;
    imported(k, Double.POSITIVE_INFINITY, h.importPerKwh()[k] + peak.perKwh() + beyond);
    flow(k, -1, Double.POSITIVE_INFINITY, (beyond - h.exportPerKwh()[k]) * hours);
    flow(k, -1, pvKw, 0);
    flexible(k, hours);
    if (demand.perKw > 0) {
      int m = k < demand.nextMonth ? 0 : 1;
      int slack = program.column(k, 0, Double.POSITIVE_INFINITY);
      program.local(slack, PEAK, 1);
      program.share(m, k, -1);
      program.rightSide(k, PEAK, demand.floorKw[m] - (k == 0 ? demand.firstKw : 0));
    }
  }

  /** Flexible loads, with cliffs as if they could be taken in part. */
  private void flexible(int k, double hours) {
    double left = problem.flexible().kw()[k];
    List<FlexibleDemand.Block> blocks = problem.flexible().demand().envelope();
    for (int i = blocks.size() - 1; i >= 0; i--) {
      double kw = i == 0 ? left : Math.min(left, blocks.get(i).kw());
      flow(k, -1, kw, -blocks.get(i).perKwh() * hours);
      left -= kw;
    }
  }

  private void imported(int k, double mostKw, double perKwh) {
    int j = flow(k, 1, mostKw, perKwh * problem.hours(k));
    if (j >= 0 && demand.perKw > 0) {
      program.local(j, PEAK, k == 0 ? demand.firstShare : 1);
    }
  }

  /** A flow to the bus or from it; returns its column, −1 without any power. */
  private int flow(int k, int sign, double mostKw, double cost) {
    if (!(mostKw > NOTHING)) {
      return -1;
    }
    int j = program.column(k, cost, mostKw);
    program.local(j, BUS, sign);
    return j;
  }

  /** The powers and energies of a part. */
  private void part(int s) {
    Part part = parts.get(s);
    Storage store = part.storage;
    int n = problem.slots();
    int first = 0;
    while (first < n && !(store.usable() && problem.share(first, store) > 0)) {
      first++;
    }
    int end = first;
    while (end < n && problem.share(end, store) > 0) {
      end++;
    }
    for (int k = first; k < end; k++) {
      powers(s, k);
      double keeps = k + 1 < end ? keeps(store, k + 1) : 0;
      energies(part, s, k, keeps, k + 1 == end);
      double base = Math.min(store.minKwh(), part.fromKwh);
      // The row: energy after the slot − what is kept of energy and power before it = 0.
      double before = k == first ? part.fromKwh : store.thermal().exists() ? 0 : base;
      double drained = store.thermal().exists() ? -store.drained(k, 0, problem.hours(k)) : 0;
      double after = store.thermal().exists() ? 0 : base;
      program.rightSide(k, StagedProgram.LOCAL + s, keeps(store, k) * before - drained - after);
    }
  }

  /** Share of the energy that is left after a slot. */
  private double keeps(Storage store, int k) {
    return store.thermal().exists() ? 1 - store.thermal().lost(problem.hours(k)) : 1;
  }

  private void powers(int s, int k) {
    Part part = parts.get(s);
    Storage store = part.storage;
    double hours = problem.hours(k);
    double share = problem.share(k, store);
    double wear = store.wearPerKwh() * hours;
    double most = part.mostKw.length > 0 ? part.mostKw[k] : store.chargeKw() * share;
    double least = leastKw(part, k);
    double keeps = keeps(store, k);
    int at = s * problem.slots() + k;
    if (least > 0) {
      program.rightSide(k, BUS, least);
      program.rightSide(k, StagedProgram.LOCAL + s, keeps * store.storedBy(k, -least, hours));
    }
    charge[at] = flow(k, -1, most - least, wear);
    if (charge[at] >= 0) {
      program.state(charge[at], s, -keeps * store.storedBy(k, -1, hours), 0);
    }
    discharge[at] = flow(k, 1, store.dischargeKw() * share, wear);
    if (discharge[at] >= 0) {
      program.state(discharge[at], s, -keeps * store.storedBy(k, 1, hours), 0);
    }
  }

  /** The energy at the end of a slot, in pieces by cost. */
  private void energies(Part part, int s, int k, double keeps, boolean last) {
    Storage store = part.storage;
    double hours = problem.hours(k);
    boolean atEnd = last && k == problem.slots() - 1;
    double low = Math.min(store.minKwh(), part.fromKwh);
    double top = Math.max(store.maxKwh(), part.fromKwh);
    if (store.thermal().exists()) {
      double outside = store.thermal().outsidePerKwhHour() * hours;
      double worth = atEnd ? problem.leftPerKwh(store) : 0;
      piece(s, k, 1, keeps, store.thermal().bandKwh(), -worth);
      piece(s, k, 1, keeps, Double.POSITIVE_INFINITY, outside - worth);
      piece(s, k, -1, keeps, Double.POSITIVE_INFINITY, outside + worth);
    } else if (store.leaves()) {
      double waits = -store.visit().waitPerKwhHour() * hours;
      double waitsAbove = store.visit().worthPerKwh() > 0 ? 0 : waits;
      double goal = Math.clamp(store.goalKwh(), low, top);
      double far = low;
      double price = -store.visit().shortPerKwh();
      if (last && store.visit().leavesInHours() > problem.startsInHours(problem.slots())) {
        double left = store.visit().leavesInHours() - problem.startsInHours(problem.slots());
        far =
            Math.clamp(
                goal - left * store.chargeKw() * store.converter().chargeEfficiency(), low, goal);
        price = -problem.end().laterPerKwh() / store.converter().chargeEfficiency();
      }
      piece(s, k, 1, keeps, far - low, waits - (last ? store.visit().shortPerKwh() : 0));
      piece(s, k, 1, keeps, goal - far, waits + (last ? price : 0));
      double above = Math.min(store.visit().worthPerKwh(), -price);
      piece(s, k, 1, keeps, top - goal, waitsAbove - (last ? above : 0));
    } else if (problem.reserve().risk().exists() || (atEnd && part.endKwh.length > 0)) {
      pieces(part, s, k, keeps, atEnd);
    } else {
      double reserve = Math.clamp(problem.reserve().kwh()[k], low, top);
      double worth = atEnd ? problem.leftPerKwh(store) : 0;
      double lacks = problem.reserve().perKwhHour() * hours;
      piece(s, k, 1, keeps, reserve - low, -lacks - worth);
      piece(s, k, 1, keeps, top - reserve, -worth);
    }
  }

  private void piece(int s, int k, int sign, double keeps, double kwh, double cost) {
    if (kwh > NOTHING) {
      int j = program.column(k, cost, kwh);
      program.state(j, s, sign, -sign * keeps);
    }
  }

  /** Cost of a battery's energy, as pieces of falling worth; others are joined. */
  private void pieces(Part part, int s, int k, double keeps, boolean atEnd) {
    double low = Math.min(part.storage.minKwh(), part.fromKwh);
    double step = (Math.max(part.storage.maxKwh(), part.fromKwh) - low) / PIECES;
    int count = 0;
    double before = cost(part, k, low, atEnd);
    for (int i = 1; i <= PIECES; i++) {
      double after = cost(part, k, low + i * step, atEnd);
      double perKwh = (after - before) / step;
      double width = step;
      while (count > 0 && slope[count - 1] > perKwh) {
        count--;
        perKwh = (length[count] * slope[count] + width * perKwh) / (length[count] + width);
        width += length[count];
      }
      slope[count] = perKwh;
      length[count++] = width;
      before = after;
    }
    for (int i = 0; i < count; i++) {
      piece(s, k, 1, keeps, length[i], slope[i]);
    }
  }

  private double cost(Part part, int k, double kwh, boolean atEnd) {
    double missed = problem.hours(k) * problem.reserveMissed(k, kwh);
    return missed + (atEnd ? part.endCost(kwh, problem) : 0);
  }
}
