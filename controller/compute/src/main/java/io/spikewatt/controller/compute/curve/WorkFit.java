package io.spikewatt.controller.compute.curve;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.curve.CurveRecord.Bin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Non-decreasing work a second over power of one phase, by five numbers between its least useful
 * and its full power.
 *
 * @param idleW draw without work, W
 * @param cliffW least power with useful work, W; empty = work falls no faster than power
 * @param fullW highest measured power, W
 * @param fullWorkPerS work a second there, in the unit of the phase's counter, {@code > 0}
 * @param shares of that work at the cliff (or idle power), at a quarter, half and three quarters of
 *     the way to full power, 0 to 1, non-decreasing
 * @param fitError root mean square of measured less published work, as a share of full work
 */
public record WorkFit(
    double idleW,
    OptionalDouble cliffW,
    double fullW,
    double fullWorkPerS,
    List<Double> shares,
    double fitError) {

  /** A bin with less is not used: a minute and a half of steady work, of which a sixth has aged. */
  private static final double LEAST_WEIGHT = 2.5;

  private static final int LEAST_BINS = 4;

  /** Share of the power above idle that measurements have to cover. */
  private static final double LEAST_COVER = 0.4;

  /** A curve that fits worse is not told. */
  private static final double WORST_FIT = 0.15;

  /** Work per watt below a cliff is under this share of that at the cliff. */
  private static final double CLIFF = 0.5;

  private static final double NEARLY_BEST = 0.9;

  /** Share of the power above idle under which work per watt is a quotient of small numbers. */
  private static final double NEAR_IDLE = 0.05;

  /** And the fall is at least this share of full work: small numbers scatter. */
  private static final double LEAST_FALL = 0.15;

  private static final int PARTS = 4;

  public WorkFit {
    shares = List.copyOf(shares);
  }

  /** A measured bin after the monotone fit. */
  private record Knot(double powerW, double work, double weight) {

    /** Work per watt above idle power. */
    private double perWatt(double idleW) {
      return work / (powerW - idleW);
    }
  }

  /**
   * The curve of a phase; empty while too little is known of it.
   *
   * @param leastIdleW draw without work if none was measured, W
   */
  public static Optional<WorkFit> fit(CurveRecord record, WorkPhase phase, double leastIdleW) {
    List<Knot> measured =
        record.phases().getOrDefault(phase, List.of()).stream()
            .filter(bin -> bin.work().weight() >= LEAST_WEIGHT)
            .map(WorkFit::knot)
            .toList();
    if (measured.size() < LEAST_BINS) {
      return Optional.empty();
    }
    double idleW = Math.min(record.idleW(leastIdleW), measured.getFirst().powerW);
    double fullW = measured.getLast().powerW;
    List<Knot> knots = nonDecreasing(measured);
    double full = knots.getLast().work;
    double coveredW = fullW - measured.getFirst().powerW;
    if (full <= 0 || coveredW <= 0 || coveredW < LEAST_COVER * (fullW - idleW)) {
      return Optional.empty();
    }
    OptionalDouble cliffW = cliffW(knots, idleW);
    double fromW = cliffW.orElse(idleW);
    List<Double> shares =
        IntStream.range(0, PARTS)
            .mapToObj(part -> fromW + (fullW - fromW) * part / PARTS)
            .map(powerW -> at(powerW, knots, idleW) / full)
            .toList();
    WorkFit curve = new WorkFit(idleW, cliffW, fullW, full, shares, 0);
    double error = curve.error(measured);
    return error > WORST_FIT
        ? Optional.empty()
        : Optional.of(new WorkFit(idleW, cliffW, fullW, full, shares, error));
  }

  /** Work a second at a power by the published numbers, in the unit of the phase's counter. */
  public double workPerS(double powerW) {
    double fromW = cliffW.orElse(idleW);
    if (powerW >= fullW) {
      return fullWorkPerS;
    }
    if (powerW < fromW) {
      return 0;
    }
    double place = (powerW - fromW) / (fullW - fromW) * PARTS;
    int part = Math.min(PARTS - 1, (int) place);
    double below = shares.get(part);
    double above = part + 1 < PARTS ? shares.get(part + 1) : 1;
    return fullWorkPerS * (below + (place - part) * (above - below));
  }

  private static Knot knot(Bin bin) {
    return new Knot(bin.power().mean(), bin.work().mean(), bin.work().weight());
  }

  /** Pool adjacent violators: the non-decreasing sequence with the least weighted square error. */
  private static List<Knot> nonDecreasing(List<Knot> measured) {
    List<List<Knot>> pools = new ArrayList<>();
    for (Knot knot : measured) {
      List<Knot> pool = new ArrayList<>(List.of(knot));
      while (!pools.isEmpty() && mean(pools.getLast()) > mean(pool)) {
        List<Knot> joined = new ArrayList<>(pools.removeLast());
        joined.addAll(pool);
        pool = joined;
      }
      pools.add(pool);
    }
    return pools.stream()
        .flatMap(
            pool -> {
              double work = mean(pool);
              return pool.stream().map(knot -> new Knot(knot.powerW, work, knot.weight));
            })
        .toList();
  }

  private static double mean(List<Knot> pool) {
    double weights = pool.stream().mapToDouble(Knot::weight).sum();
    return pool.stream().mapToDouble(knot -> knot.weight * knot.work).sum() / weights;
  }

  /**
   * The least power with nearly the best work per watt above idle power, if work per watt is less
   * than half of that further down. Width of bins does not matter.
   */
  private static OptionalDouble cliffW(List<Knot> knots, double idleW) {
    Knot last = knots.getLast();
    double nearIdleW = idleW + NEAR_IDLE * (last.powerW - idleW);
    List<Knot> judged = knots.stream().filter(knot -> knot.powerW >= nearIdleW).toList();
    double best = judged.stream().mapToDouble(knot -> knot.perWatt(idleW)).max().orElse(0);
    Optional<Knot> edge =
        judged.stream().filter(knot -> knot.perWatt(idleW) >= NEARLY_BEST * best).findFirst();
    boolean falls =
        edge.isPresent()
            && judged.stream()
                .anyMatch(
                    below ->
                        below.powerW < edge.get().powerW
                            && below.perWatt(idleW) < CLIFF * edge.get().perWatt(idleW)
                            && edge.get().work - below.work >= LEAST_FALL * last.work);
    return falls ? OptionalDouble.of(edge.get().powerW) : OptionalDouble.empty();
  }

  /** Straight lines between the knots, from nothing at idle power. */
  private static double at(double powerW, List<Knot> knots, double idleW) {
    double beforeW = idleW;
    double before = 0;
    for (Knot knot : knots) {
      if (powerW <= knot.powerW) {
        double widthW = knot.powerW - beforeW;
        double part = widthW > 0 ? Math.clamp((powerW - beforeW) / widthW, 0, 1) : 1;
        return before + part * (knot.work - before);
      }
      beforeW = knot.powerW;
      before = knot.work;
    }
    return before;
  }

  /** Below a cliff the published curve has no work, so only the powers above it are compared. */
  private double error(List<Knot> measured) {
    double squares = 0;
    double weights = 0;
    for (Knot knot : measured) {
      if (knot.powerW >= cliffW.orElse(idleW)) {
        double distance = (workPerS(knot.powerW) - knot.work) / fullWorkPerS;
        squares += knot.weight * distance * distance;
        weights += knot.weight;
      }
    }
    return weights > 0 ? Math.sqrt(squares / weights) : Double.POSITIVE_INFINITY;
  }
}
