package io.spikewatt.simulator.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Appliance runs of one local day, in addition to the smooth base load. */
final class DayEvents {

  /** Households do not run everything at once: an appliance that would exceed this is left out. */
  private static final double MOST_AT_ONCE_W = 4_800;

  /**
   * @param fromS local second of day, inclusive
   * @param toS local second of day, exclusive
   * @param powerW while it heats, W
   * @param cycleS thermostat period, s; 0 = always on
   * @param duty share of the period during which it is on
   */
  private record Run(int fromS, int toS, double powerW, int cycleS, double duty) {
    double powerW(int second) {
      if (second < fromS || second >= toS) {
        return 0;
      }
      boolean on = cycleS == 0 || (second - fromS) % cycleS < duty * cycleS;
      return on ? powerW : 0;
    }
  }

  private final List<Run> runs = new ArrayList<>();
  private final SplittableRandom random;

  DayEvents(long daySeed, boolean weekend) {
    this.random = new SplittableRandom(daySeed);
    run(6.5, 0.3, 20, 2_000); // water heater
    for (double hour : new double[] {7.2, 10.0, 15.5, 20.5}) {
      run(hour, 0.6, 3, 2_000); // kettle
    }
    run(18.2, 0.5, 25, 3_000); // hob
    cycle(18.3, 0.5, 45, 2_200, 300, 0.6); // oven
    if (weekend) {
      run(11.5, 0.2, 20, 2_000); // lunch
    } else {
      for (double hour : new double[] {9.5, 11.2, 14.5}) {
        run(hour, 0.7, 10, 2_500); // the business's machine
      }
    }
    if (random.nextDouble() < 0.45) {
      double washing = 9 + 5 * random.nextDouble();
      run(washing, 0, 20, 2_000);
      run(washing + 1.5, 0, 50, 2_200); // dryer
    }
    run(20.0, 0.6, 15, 1_900); // dishwasher heats twice
    run(20.7, 0.6, 12, 1_900);
  }

  /** Power of all appliances at a local second of day, W. */
  double powerW(int second) {
    double sum = 0;
    for (Run run : runs) {
      sum += run.powerW(second);
    }
    return sum;
  }

  private void run(double hour, double spreadH, int minutes, double powerW) {
    cycle(hour, spreadH, minutes, powerW, 0, 1);
  }

  private void cycle(
      double hour, double spreadH, int minutes, double powerW, int cycleS, double duty) {
    int from = (int) (3_600 * (hour + spreadH * (2 * random.nextDouble() - 1)));
    Run wanted = new Run(from, Math.min(86_400, from + 60 * minutes), powerW, cycleS, duty);
    double others = 0;
    for (Run run : runs) {
      if (run.fromS < wanted.toS && wanted.fromS < run.toS) {
        others += run.powerW;
      }
    }
    if (others + powerW <= MOST_AT_ONCE_W) {
      runs.add(wanted);
    }
  }
}
