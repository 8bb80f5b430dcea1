package io.spikewatt.simulator.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A day's faults: single ones over the day, and hours with several at once.
 *
 * @param episodes all of them, by their beginning
 */
public record FaultPlan(List<FaultEpisode> episodes) {

  /** Share of the faults that fall into a bad hour. */
  private static final double TOGETHER = 0.5;

  private static final double HOURS_BETWEEN_BAD_HOURS = 8;

  /** Faults in any order. */
  public FaultPlan {
    episodes = episodes.stream().sorted(Comparator.comparingLong(FaultEpisode::fromS)).toList();
  }

  /** These faults, in any order. */
  public static FaultPlan of(FaultEpisode... episodes) {
    return new FaultPlan(List.of(episodes));
  }

  /** The faults of a seed; equal seeds give equal faults. */
  public static FaultPlan of(long seed, long lengthS) {
    return drawn(seed, lengthS, FaultKind.Family.USUAL, new Random(seed * 0x9E3779B97F4A7C15L + 1));
  }

  /**
   * The faults of a seed without those in which the grid meter reports a power that is not there.
   */
  public static FaultPlan withHonestMeter(long seed, long lengthS) {
    return new FaultPlan(
        of(seed, lengthS).episodes.stream().filter(e -> !e.kind().falseMeterPower()).toList());
  }

  /** The faults of a seed and, on every second site, a grid meter that lies. */
  public static FaultPlan withLies(long seed, long lengthS) {
    List<FaultEpisode> all = new ArrayList<>(of(seed, lengthS).episodes);
    // Sites that can be islands and others in turn.
    if (seed / 2 % 2 == 0) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L + 2);
      all.addAll(drawn(seed, lengthS, FaultKind.Family.LYING_METER, random).episodes);
    }
    return new FaultPlan(all);
  }

  /** The faults of a seed, and a compute cluster that does as it likes. */
  public static FaultPlan withWilfulCompute(long seed, long lengthS) {
    List<FaultEpisode> all = new ArrayList<>(of(seed, lengthS).episodes);
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 3);
    all.addAll(drawn(seed, lengthS, FaultKind.Family.WILFUL_COMPUTE, random).episodes);
    return new FaultPlan(all);
  }

  private static FaultPlan drawn(long seed, long lengthS, FaultKind.Family family, Random random) {
    int bad = (int) Math.max(1, Math.round(lengthS / 3_600.0 / HOURS_BETWEEN_BAD_HOURS));
    long[] badFromS = new long[bad];
    for (int i = 0; i < bad; i++) {
      badFromS[i] = (long) (random.nextDouble() * lengthS);
    }
    List<FaultEpisode> made = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      boolean has =
          kind == FaultKind.HEAT_PUMP_DEAD
              ? ChaosDay.heating(seed).isPresent()
              : !kind.ofIsland() || ChaosDay.canBeIsland(seed);
      if (!has || kind.family() != family) {
        continue;
      }
      double mean = kind.aDay() * lengthS / 86_400;
      int number = (int) (mean + random.nextDouble());
      for (int i = 0; i < number; i++) {
        double from =
            random.nextDouble() < TOGETHER
                ? badFromS[random.nextInt(bad)] + 3_600 * random.nextDouble()
                : lengthS * random.nextDouble();
        // Log-uniform: each factor of ten in duration is equally frequent.
        double spread = Math.pow(kind.longestS() / kind.shortestS(), random.nextDouble());
        long fromS = (long) from;
        long toS = fromS + Math.max(1, Math.round(kind.shortestS() * spread));
        made.add(new FaultEpisode(kind, fromS, toS, random.nextDouble()));
      }
    }
    return new FaultPlan(made);
  }

  /**
   * Some of these faults.
   *
   * @param numbers of the faults in {@link #episodes}, from 1
   * @throws IllegalArgumentException if there is no fault of a number
   */
  public FaultPlan only(List<Integer> numbers) {
    return new FaultPlan(numbers.stream().map(this::numbered).toList());
  }

  private FaultEpisode numbered(int number) {
    if (number < 1 || number > episodes.size()) {
      throw new IllegalArgumentException(
          "no fault " + number + ", expected 1 to " + episodes.size());
    }
    return episodes.get(number - 1);
  }

  /** Active faults of a second; of several of a kind the one that began last. */
  Map<FaultKind, FaultEpisode> at(long second) {
    Map<FaultKind, FaultEpisode> active = new EnumMap<>(FaultKind.class);
    for (FaultEpisode episode : episodes) {
      if (episode.fromS() > second) {
        break;
      }
      if (second < episode.toS()) {
        active.put(episode.kind(), episode);
      }
    }
    return active;
  }
}
