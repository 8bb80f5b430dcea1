package io.spikewatt.controller.compute.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.WorkPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves of known work over power come out again; too little gives none. */
class WorkFitTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration HALF_LIFE = Duration.ofDays(14);
  private static final double IDLE_W = 30;
  private static final double MAX_W = 350;

  @TempDir Path directory;

  private static CurveRecord measured(DoubleUnaryOperator work, double fromW, double scatter) {
    Random random = new Random(41);
    CurveRecord curve = CurveRecord.begin(MAX_W, NOW);
    for (int i = 0; i < 2000; i++) {
      double powerW = fromW + (MAX_W - fromW) * random.nextDouble();
      double noise = 1 + scatter * random.nextGaussian();
      curve =
          curve.with(
              WorkPhase.DECODE, powerW, Math.max(0, work.applyAsDouble(powerW) * noise), NOW);
    }
    for (int i = 0; i < 10; i++) {
      curve = curve.withIdle(IDLE_W, NOW);
    }
    return curve;
  }

  private static Optional<WorkFit> fit(CurveRecord curve) {
    return WorkFit.fit(curve, WorkPhase.DECODE, 100);
  }

  @Test
  void proportional_work_has_proportional_shares_and_no_cliff() {
    WorkFit curve = fit(measured(w -> w - IDLE_W, 40, 0.05)).orElseThrow();
    assertEquals(IDLE_W, curve.idleW(), 0.1);
    assertTrue(curve.cliffW().isEmpty(), curve.toString());
    for (int part = 0; part < 4; part++) {
      assertEquals(part / 4.0, curve.shares().get(part), 0.03, curve.toString());
    }
    assertTrue(curve.fitError() < 0.03, curve.toString());
  }

  /** Decoding on six cards: 72.6, 68.3, 62.6 and 12.1 tokens a second at 350 to 100 W. */
  @Test
  void a_cliff_is_found_between_the_powers_where_work_falls() {
    DoubleUnaryOperator work =
        w -> w < 125 ? 12.1 : w < 150 ? 12.1 + (w - 125) / 25 * 50.5 : 62.6 + (w - 150) / 20;
    WorkFit curve = fit(measured(work, 90, 0.02)).orElseThrow();
    assertTrue(
        curve.cliffW().orElseThrow() > 130 && curve.cliffW().orElseThrow() < 155, curve.toString());
    assertTrue(curve.shares().get(0) > 0.6, curve.toString());
    for (int part = 1; part < 4; part++) {
      assertTrue(curve.shares().get(part) >= curve.shares().get(part - 1), curve.toString());
    }
    assertEquals(0, curve.workPerS(100), "below the cliff no work is promised");
  }

  @Test
  void outliers_and_old_measurements_lose_their_weight() {
    CurveRecord curve = measured(w -> w - IDLE_W, 40, 0.02);
    double before = fit(curve).orElseThrow().shares().get(2);
    for (int i = 0; i < 5; i++) {
      curve = curve.with(WorkPhase.DECODE, 190, 1e6, NOW);
    }
    assertEquals(before, fit(curve).orElseThrow().shares().get(2), 0.05);
    assertTrue(fit(curve.aged(HALF_LIFE, HALF_LIFE)).isPresent());
    assertTrue(fit(curve.aged(HALF_LIFE.multipliedBy(8), HALF_LIFE)).isEmpty());
  }

  /** The first of three windows is older than the last, so together they weigh less than three. */
  @Test
  void three_windows_at_each_of_four_powers_give_a_curve() {
    Duration window = Duration.ofSeconds(WorkWindow.SECONDS);
    CurveRecord curve = CurveRecord.begin(MAX_W, NOW);
    Instant at = NOW;
    for (double powerW : new double[] {100, 180, 260, 340}) {
      assertTrue(fit(curve).isEmpty());
      for (int i = 0; i < 3; i++) {
        at = at.plus(window);
        curve = curve.aged(window, HALF_LIFE).with(WorkPhase.DECODE, powerW, powerW - IDLE_W, at);
      }
    }
    assertEquals(340, fit(curve).orElseThrow().fullW(), 1e-9);
  }

  @Test
  void too_little_or_noise_gives_no_curve() {
    assertTrue(fit(CurveRecord.begin(MAX_W, NOW)).isEmpty());
    assertTrue(fit(measured(w -> w - IDLE_W, 330, 0.02)).isEmpty(), "one power");
    Random random = new Random(7);
    assertTrue(
        fit(measured(_ -> random.nextInt(2) * 1000 * random.nextDouble(), 40, 0)).stream()
            .noneMatch(curve -> curve.fitError() > 0.15));
  }

  @Test
  void the_file_holds_what_was_measured_and_a_damaged_one_begins_anew() throws IOException {
    CurveFile file = new CurveFile(directory.resolve("state/curve.json"));
    assertTrue(file.read(MAX_W, NOW, HALF_LIFE).problem().isEmpty(), "none is no problem");
    CurveRecord curve = measured(w -> w - IDLE_W, 40, 0.02);
    file.write(curve);
    CurveFile.Read read = file.read(MAX_W, NOW, HALF_LIFE);
    assertEquals(Optional.empty(), read.problem());
    assertEquals(
        fit(curve).orElseThrow().shares().get(2),
        fit(read.curveRecord()).orElseThrow().shares().get(2),
        1e-4);
    assertTrue(
        fit(file.read(MAX_W, Instant.EPOCH, HALF_LIFE).curveRecord()).isPresent(),
        "a wall clock that went back ages nothing");
    assertTrue(file.read(500, NOW, HALF_LIFE).problem().orElse("").contains("350 W"));
    byte[] right = Files.readAllBytes(directory.resolve("state/curve.json"));
    for (int cut = 0; cut < right.length; cut += 97) {
      Files.write(directory.resolve("state/curve.json"), Arrays.copyOf(right, cut));
      CurveFile.Read damaged = file.read(MAX_W, NOW, HALF_LIFE);
      assertTrue(damaged.problem().orElse("").contains("begins anew"), "cut at " + cut);
      assertTrue(fit(damaged.curveRecord()).isEmpty());
      assertFalse(damaged.curveRecord().maxW() != MAX_W);
    }
  }
}
