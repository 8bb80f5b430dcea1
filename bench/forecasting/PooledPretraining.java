package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.train.GradedTrainer;
import io.spikewatt.inference.train.PretrainingSite;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Trains the pooled network: each site is commissioned again and again, at a random time, and is
 * forecast at a random age of an hour to four weeks from what was measured since then.
 */
public final class PooledPretraining {
  private static final int OLDEST_HOURS = 690;
  private static final int BATCH = 2048;

  private PooledPretraining() {}

  /** Commissionings of each site: there are half as many plants as loads, so more of each. */
  private static int commissionings(SeriesKind kind) {
    return kind.followsSun() ? 3000 : 900;
  }

  private static int steps(SeriesKind kind) {
    return kind.followsSun() ? 2500 : 1500;
  }

  /** The hours ahead of one commissioning: their inputs, what the base errs by, what it costs. */
  private record Course(float[][] inputs, float[] errors, float weight) {}

  /**
   * Trains from start values.
   *
   * @param progress receives a sentence after each step
   */
  public static QuantisedGradedWeights train(
      SeriesKind kind, List<PretrainingSite> sites, long seed, Consumer<String> progress) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Course> courses = new ArrayList<>();
    for (PretrainingSite site : sites) {
      for (int k = 0; k < commissionings(kind); k++) {
        course(kind, site, random.split(), courses);
      }
    }
    // The trainer stops by the last tenth, so commissionings of all sites have to be among it.
    Collections.shuffle(courses, new Random(seed));
    QuantileRows rows = rows(OriginInputs.count(kind), courses);
    progress.accept(rows.count() + " hours of " + sites.size() + " sites");
    return new GradedTrainer(
            rows, PooledNetwork.UNITS, PooledNetwork.THRESHOLD, BATCH, steps(kind), seed)
        .train(() -> false);
  }

  private static void course(
      SeriesKind kind, PretrainingSite site, SplittableRandom random, List<Course> courses) {
    TimeSeries all = site.series();
    int hour = Math.max(1, all.slotsPerDay() / 24);
    int age = (int) (Math.exp(random.nextDouble() * Math.log(OLDEST_HOURS)) * hour);
    int ahead = OriginInputs.HOURS * hour;
    int from = random.nextInt(all.values().length - age - ahead);
    TimeSeries known =
        new TimeSeries(
            all.start().plus(all.step().multipliedBy(from)),
            all.step(),
            Arrays.copyOfRange(all.values(), from, from + age));
    if (known.goodSlots() == 0) {
      return;
    }
    SiteRecord record = SiteRecord.of(kind, site.settings(), known, ahead);
    OriginInputs seen = new OriginInputs(record, age);
    double usual =
        Arrays.stream(all.values()).filter(Double::isFinite).map(Math::abs).average().orElseThrow();
    float[][] inputs = new float[OriginInputs.HOURS][OriginInputs.count(kind)];
    float[] errors = new float[OriginInputs.HOURS];
    for (int k = 0; k < OriginInputs.HOURS; k++) {
      double base = seen.fill(k, inputs[k]);
      boolean dark = record.hasSky() && record.sky(seen.row(k), seen.row(k) + hour) <= 0;
      double outcome = mean(all.values(), from + age + k * hour, hour);
      errors[k] =
          dark
              ? Float.NaN
              : (float) ((outcome - base) / seen.level() / PooledNetwork.outputUnit(kind));
    }
    courses.add(new Course(inputs, errors, (float) (seen.level() / usual)));
  }

  /** Mean of an hour; NaN where nothing of it was measured. */
  private static double mean(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private static QuantileRows rows(int features, List<Course> courses) {
    double heavy = courses.stream().mapToDouble(Course::weight).average().orElse(1);
    int count = 0;
    for (Course course : courses) {
      count += known(course);
    }
    float[] x = new float[count * features];
    float[] y = new float[count];
    float[] weight = new float[count];
    int at = 0;
    for (Course course : courses) {
      for (int k = 0; k < course.errors.length; k++) {
        if (Float.isFinite(course.errors[k])) {
          System.arraycopy(course.inputs[k], 0, x, at * features, features);
          y[at] = course.errors[k];
          weight[at++] = (float) (course.weight / heavy);
        }
      }
    }
    return new QuantileRows(count, features, x, 1, y, weight);
  }

  private static int known(Course course) {
    int known = 0;
    for (float error : course.errors) {
      known += Float.isFinite(error) ? 1 : 0;
    }
    return known;
  }
}
