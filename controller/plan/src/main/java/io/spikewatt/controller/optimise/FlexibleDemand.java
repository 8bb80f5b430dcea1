package io.spikewatt.controller.optimise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Flexible loads of a site together: power above their minimum in blocks by falling value, and
 * cliffs: power that is taken as a whole or not at all. Immutable.
 *
 * @param blocks by falling value
 * @param cliffs most powerful first, {@link #MOST_CLIFFS} at most
 * @param envelope the same power by falling value, as if each cliff could be taken in part
 */
public record FlexibleDemand(List<Block> blocks, List<Cliff> cliffs, List<Block> envelope) {

  /** Most cliffs that make ways to run a slot; further ones count as if taken in part. */
  public static final int MOST_CLIFFS = 2;

  /** Most blocks; of more the nearest in value are joined. */
  static final int MOST_BLOCKS = 12;

  /** None. */
  public static final FlexibleDemand NONE = new FlexibleDemand(List.of(), List.of(), List.of());

  /** No cliff. */
  static final int FREE = -1;

  /**
   * Power whose energy has one value.
   *
   * @param kw width, kW
   * @param perKwh value of a kWh, currency
   * @param cliff index of the cliff that has to be taken first; {@code -1} = none
   */
  public record Block(double kw, double perKwh, int cliff) {

    /** A block that needs no cliff. */
    public Block(double kw, double perKwh) {
      this(kw, perKwh, FREE);
    }
  }

  /**
   * Power that is taken as a whole or not at all.
   *
   * @param kw power, kW
   * @param perKwh value of a kWh of it, currency
   */
  public record Cliff(double kw, double perKwh) {}

  /**
   * One load.
   *
   * @param cliff power that it takes at least or not at all; 0 kW = any
   * @param above blocks above it, by falling value
   * @param envelope all blocks by falling value, as if a part of the cliff could be taken
   */
  public record Load(Cliff cliff, List<Block> above, List<Block> envelope) {

    /** A load of one value. */
    public static Load of(double kw, double perKwh) {
      List<Block> one = kw > 0 ? List.of(new Block(kw, perKwh)) : List.of();
      return new Load(new Cliff(0, 0), one, one);
    }
  }

  public FlexibleDemand {
    blocks = List.copyOf(blocks);
    cliffs = List.copyOf(cliffs);
    envelope = List.copyOf(envelope);
  }

  /** A load of one value. */
  public static FlexibleDemand of(double kw, double perKwh) {
    return of(List.of(Load.of(kw, perKwh)));
  }

  /** Several loads; their blocks in the order of their values. */
  public static FlexibleDemand of(List<Load> loads) {
    List<Load> largestFirst = new ArrayList<>(loads);
    largestFirst.sort(Comparator.comparingDouble((Load load) -> -load.cliff.kw));
    List<Cliff> cliffs = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    List<Block> envelope = new ArrayList<>();
    for (Load load : largestFirst) {
      envelope.addAll(load.envelope);
      if (load.cliff.kw > 0 && cliffs.size() < MOST_CLIFFS) {
        for (Block block : load.above) {
          blocks.add(new Block(block.kw, block.perKwh, cliffs.size()));
        }
        cliffs.add(load.cliff);
      } else {
        blocks.addAll(load.envelope);
      }
    }
    return new FlexibleDemand(few(blocks), cliffs, few(envelope));
  }

  private static List<Block> few(List<Block> all) {
    List<Block> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingDouble((Block block) -> -block.perKwh));
    while (sorted.size() > MOST_BLOCKS) {
      int[] pair = nearest(sorted);
      Block a = sorted.get(pair[0]);
      Block b = sorted.remove(pair[1]);
      double kw = a.kw + b.kw;
      sorted.set(pair[0], new Block(kw, (a.kw * a.perKwh + b.kw * b.perKwh) / kw, a.cliff));
    }
    return sorted;
  }

  /** Two blocks of one cliff, one after the other by value, whose values differ least. */
  private static int[] nearest(List<Block> sorted) {
    int[] pair = {0, 0};
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < sorted.size(); i++) {
      int j = i + 1;
      while (j < sorted.size() && sorted.get(j).cliff != sorted.get(i).cliff) {
        j++;
      }
      if (j < sorted.size() && sorted.get(i).perKwh - sorted.get(j).perKwh < least) {
        least = sorted.get(i).perKwh - sorted.get(j).perKwh;
        pair[0] = i;
        pair[1] = j;
      }
    }
    return pair;
  }

  /** All power above the minimum, kW. */
  public double kw() {
    double sum = 0;
    for (int i = 0; i < envelope.size(); i++) {
      sum += envelope.get(i).kw;
    }
    return sum;
  }
}
