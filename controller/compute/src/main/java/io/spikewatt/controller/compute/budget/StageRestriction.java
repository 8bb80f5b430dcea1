package io.spikewatt.controller.compute.budget;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.controller.compute.means.PowerMeans.Kind;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Restriction of each stage of means, 0 to 1, by the difference of draw and target. Stages are used
 * in order and given back in reverse: fine admission together, coarse admission one by one, clocks
 * together, power limits together. A stage whose means all fail is passed over.
 */
final class StageRestriction {

  /** Share of the excess that one second takes away: stable with a draw that lags a second. */
  private static final double LOWER = 0.6;

  /** Slower, so that a box does not swing. */
  private static final double RAISE = 0.25;

  /** An excess that lasts so many seconds is taken away faster, twice as fast each. */
  private static final int PATIENCE = 3;

  private static final double FASTEST = 16;

  /** A start that exceeded the target is tried again after this. */
  private static final Duration RETRY = Duration.ofMinutes(10);

  private final List<Stage> stages;
  private final double spanW;
  private int secondsOver;

  /** Means that are used together, by their index. */
  private static final class Stage {
    private final Kind kind;
    private final boolean coarse;
    private final List<Integer> means;
    private double held;
    private @Nullable Barrier barrier;

    private Stage(Kind kind, boolean coarse, List<Integer> means) {
      this.kind = kind;
      this.coarse = coarse;
      this.means = means;
    }
  }

  /**
   * A coarse setting under which the draw exceeded the target.
   *
   * @param setting of the means
   */
  private record Barrier(long setting, double drawW, Moment at) {}

  /** For means of an unchanging order. */
  StageRestriction(List<MeansReading> means, BoxPower power) {
    this.spanW = power.spanW();
    List<Stage> ordered = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean stops = kind == Kind.ADMISSION;
      List<Integer> together = indices(means, kind, stops);
      if (!together.isEmpty()) {
        ordered.add(new Stage(kind, false, together));
      }
      for (int i = 0; stops && i < means.size(); i++) {
        if (means.get(i).kind() == kind && means.get(i).coarse()) {
          ordered.add(new Stage(kind, true, List.of(i)));
        }
      }
    }
    stages = List.copyOf(ordered);
  }

  private static List<Integer> indices(List<MeansReading> means, Kind kind, boolean fineOnly) {
    return IntStream.range(0, means.size())
        .filter(i -> means.get(i).kind() == kind && !(fineOnly && means.get(i).coarse()))
        .boxed()
        .toList();
  }

  /**
   * Follows a measured draw.
   *
   * @param drawW measured, W
   * @param targetW to hold, W
   * @param toleranceW half of the band in which nothing changes, W
   */
  void follow(
      double drawW, double targetW, double toleranceW, List<MeansReading> means, Moment now) {
    double excessW = drawW - targetW;
    if (excessW > 0) {
      secondsOver++;
      double faster = Math.min(FASTEST, Math.pow(2, Math.max(0, secondsOver - PATIENCE)));
      lower(LOWER * faster * (excessW + toleranceW) / spanW, drawW, means, now);
    } else {
      secondsOver = 0;
      if (excessW < -2 * toleranceW) {
        raise(RAISE * (-excessW - toleranceW) / spanW, targetW, means, now);
      }
    }
  }

  /**
   * Holds back at least as much as a proportional box needs, by the first stage that works.
   *
   * @param share of the work that may go on, 0 to 1
   */
  void atLeastFor(double share, List<MeansReading> means) {
    stages.stream()
        .filter(stage -> works(stage, means) && stage.kind != Kind.POWER_LIMIT)
        .findFirst()
        .ifPresent(stage -> stage.held = Math.max(stage.held, 1 - share));
  }

  /** Share of each means' range that is left to it, 0 to 1. */
  double[] left(int means) {
    double[] left = new double[means];
    Arrays.fill(left, 1);
    for (Stage stage : stages) {
      stage.means.forEach(i -> left[i] = 1 - stage.held);
    }
    return left;
  }

  /** Whether every stage that works is used up. */
  boolean exhausted(List<MeansReading> means) {
    return stages.stream().noneMatch(stage -> works(stage, means) && stage.held < 1);
  }

  /** Whether all admission that works is used up; false without any. */
  boolean admissionClosed(List<MeansReading> means) {
    List<Stage> admission =
        stages.stream()
            .filter(stage -> stage.kind == Kind.ADMISSION && works(stage, means))
            .toList();
    return !admission.isEmpty() && admission.stream().allMatch(stage -> stage.held >= 1);
  }

  /** Whether any admission is held back. */
  boolean admissionHeld() {
    return stages.stream().anyMatch(stage -> stage.kind == Kind.ADMISSION && stage.held > 0);
  }

  private static boolean works(Stage stage, List<MeansReading> means) {
    return stage.means.stream().anyMatch(i -> means.get(i).works());
  }

  private void lower(double share, double drawW, List<MeansReading> means, Moment now) {
    double left = share;
    for (Stage stage : stages) {
      if (left <= 0 || !works(stage, means)) {
        continue;
      }
      double taken = Math.min(left, 1 - stage.held);
      left -= taken;
      hold(stage, Math.min(1, stage.held + taken), drawW, means, now);
    }
  }

  private void hold(Stage stage, double held, double drawW, List<MeansReading> means, Moment now) {
    if (stage.coarse) {
      MeansReading one = means.get(stage.means.getFirst());
      long before = one.at(1 - stage.held);
      if (one.at(1 - held) < before) {
        stage.barrier = new Barrier(before, drawW, now);
      }
    }
    stage.held = held;
  }

  private void raise(double share, double targetW, List<MeansReading> means, Moment now) {
    double left = share;
    for (Stage stage : stages.reversed()) {
      double given = Math.min(left, stage.held);
      double held = stage.held - given;
      if (given > 0 && !barred(stage, held, targetW, means, now)) {
        stage.held = held < 1e-9 ? 0 : held;
        left -= given;
      }
    }
  }

  private static boolean barred(
      Stage stage, double held, double targetW, List<MeansReading> means, Moment now) {
    Barrier barrier = stage.barrier;
    return barrier != null
        && targetW < barrier.drawW
        && now.since(barrier.at).compareTo(RETRY) < 0
        && means.get(stage.means.getFirst()).at(1 - held) >= barrier.setting;
  }
}
