package io.spikewatt.controller.asset;

import java.util.ArrayList;
import java.util.List;

/**
 * Value of a compute cluster's work over its power. Between base and cliff it does no useful work;
 * above the cliff each further block of power is worth less than the one before it.
 *
 * @param baseW power that it draws anyway, W
 * @param cliffW least power above that with useful work, W; {@code baseW} = there is no cliff
 * @param cliffPerKwh mean value of a kWh between base and cliff, once it runs at the cliff
 * @param blocks power above the cliff, by falling value
 */
public record WorkCurve(double baseW, double cliffW, double cliffPerKwh, List<Block> blocks) {

  /** Most blocks of a curve; of finer ones neighbours are joined. */
  static final int MOST_BLOCKS = 8;

  private static final double NOTHING_W = 1e-6;

  /**
   * Power whose energy has one value.
   *
   * @param watts width, W
   * @param perKwh value of a kWh, currency
   */
  public record Block(double watts, double perKwh) {

    /** Both together, at their mean value. */
    Block and(Block other) {
      double sum = watts + other.watts;
      return new Block(sum, (watts * perKwh + other.watts * other.perKwh) / sum);
    }
  }

  /**
   * A point of the curve.
   *
   * @param watts power, W
   * @param work a second, in any unit, {@code >= 0}
   */
  public record Point(double watts, double work) {}

  public WorkCurve {
    blocks = List.copyOf(blocks);
  }

  /** A cluster in which each kWh does the same work. */
  public static WorkCurve proportional(double minW, double maxW, double perKwh) {
    double spanW = Math.max(0, maxW - minW);
    return new WorkCurve(minW, minW, 0, spanW > 0 ? List.of(new Block(spanW, perKwh)) : List.of());
  }

  /**
   * The curve through measured or configured points, as its concave envelope from the cliff on.
   *
   * @param baseW power that the cluster draws anyway; a first point above it is the cliff
   * @param maxW largest power; points above it do not count
   * @param points by ascending power, with work that never falls; at least one is above {@code
   *     baseW} with some work
   * @param perKwh value of a kWh at full power, which is the last point's or {@code maxW}
   */
  public static WorkCurve of(double baseW, double maxW, List<Point> points, double perKwh) {
    List<Point> within = between(baseW, maxW, points);
    Point full = within.getLast();
    double perWork = full.work > 0 ? perKwh * full.watts / full.work : 0;
    Point first = within.getFirst();
    boolean cliff = first.watts > baseW + NOTHING_W;
    double gapW = first.watts - baseW;
    return new WorkCurve(
        baseW,
        cliff ? first.watts : baseW,
        cliff ? first.work * perWork / gapW : 0,
        joined(envelope(blocks(within, perWork)), MOST_BLOCKS));
  }

  private static List<Point> between(double baseW, double maxW, List<Point> points) {
    List<Point> within = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      Point before = points.get(Math.max(0, i - 1));
      for (double end : new double[] {baseW, maxW}) {
        if (before.watts < end && point.watts > end) {
          double part = (end - before.watts) / (point.watts - before.watts);
          within.add(new Point(end, before.work + part * (point.work - before.work)));
        }
      }
      if (point.watts >= baseW && point.watts <= maxW) {
        within.add(point);
      }
    }
    return within;
  }

  private static List<Block> blocks(List<Point> points, double perWork) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 1; i < points.size(); i++) {
      double watts = points.get(i).watts - points.get(i - 1).watts;
      if (watts > NOTHING_W) {
        double work = points.get(i).work - points.get(i - 1).work;
        blocks.add(new Block(watts, work * perWork / watts));
      }
    }
    return blocks;
  }

  /** Joins blocks until none is worth more than the one before it. */
  private static List<Block> envelope(List<Block> rising) {
    List<Block> falling = new ArrayList<>();
    for (Block next : rising) {
      Block block = next;
      while (!falling.isEmpty() && falling.getLast().perKwh <= block.perKwh) {
        block = falling.removeLast().and(block);
      }
      falling.add(block);
    }
    return falling;
  }

  /** Joins neighbours of the least difference until few are left. */
  private static List<Block> joined(List<Block> falling, int most) {
    List<Block> few = new ArrayList<>(falling);
    // The last ones do no work at all.
    while (!few.isEmpty() && few.getLast().perKwh <= 0) {
      few.removeLast();
    }
    while (few.size() > most) {
      int closest = 0;
      for (int i = 1; i + 1 < few.size(); i++) {
        closest = loss(few, i) < loss(few, closest) ? i : closest;
      }
      few.set(closest, few.get(closest).and(few.remove(closest + 1)));
    }
    return few;
  }

  /** Largest value an hour that joining a block and the next one hides. */
  private static double loss(List<Block> blocks, int i) {
    Block a = blocks.get(i);
    Block b = blocks.get(i + 1);
    return a.watts * b.watts / (a.watts + b.watts) * (a.perKwh - b.perKwh);
  }

  /** Whether it runs at the cliff or above, or at its base. */
  public boolean hasCliff() {
    return cliffW > baseW + NOTHING_W;
  }

  /** Largest useful power, W. */
  public double mostW() {
    return cliffW + blocks.stream().mapToDouble(Block::watts).sum();
  }

  /** All power above the base by falling value, as if a mean between base and cliff were useful. */
  public List<Block> envelope() {
    if (!hasCliff()) {
      return blocks;
    }
    List<Block> all = new ArrayList<>();
    all.add(new Block(cliffW - baseW, cliffPerKwh));
    all.addAll(blocks);
    return envelope(all);
  }

  /** Power above the base, W, of which each part is worth more than {@code perKwh}. */
  public double worthW(double perKwh) {
    double watts = 0;
    for (Block block : envelope()) {
      if (!(block.perKwh > perKwh)) {
        break;
      }
      watts += block.watts;
    }
    return watts;
  }

  /**
   * Value of the last kWh at a power, currency; at its base, of the first one that it could do. 0
   * if no power is useful.
   */
  public double lastPerKwh(double powerW) {
    double upToW = baseW;
    double perKwh = 0;
    for (Block block : envelope()) {
      perKwh = block.perKwh;
      upToW += block.watts;
      if (powerW <= upToW + NOTHING_W) {
        break;
      }
    }
    return perKwh;
  }
}
