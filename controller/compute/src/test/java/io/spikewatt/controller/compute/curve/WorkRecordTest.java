package io.spikewatt.controller.compute.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkRecordTest {

  private static final double IDLE_W = 60;
  private static final double MAX_W = 700;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T00:00:00Z"));
  private final Random random = new Random(1);

  @TempDir private Path directory = Path.of("");

  /** A card whose work collapses below 200 W and saturates above. */
  private static double decode(double powerW) {
    return powerW < 200 ? 0.05 * (powerW - IDLE_W) : 60 + 0.05 * (powerW - 200);
  }

  /** Each watt above idle does the same work. */
  private static double proportional(double powerW) {
    return 0.1 * (powerW - IDLE_W);
  }

  @Test
  void a_cliff_is_found_and_the_curve_is_that_of_the_card() {
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.inMemory());
    idle(record);
    days(record, Phase.DECODE, WorkRecordTest::decode, 0.02);
    WorkFit fit = record.fit(Phase.DECODE, 0).orElseThrow();
    assertEquals(IDLE_W, fit.idleW(), 1);
    assertEquals(700, fit.fullW(), 40);
    assertTrue(fit.cliffW() >= 200 && fit.cliffW() <= 245, fit::toString);
    assertEquals(decode(450), fit.at(450), 0.03 * decode(700));
    assertEquals(0, fit.at(150));
    assertTrue(fit.error() < 0.03, fit::toString);
  }

  @Test
  void a_proportional_curve_has_no_cliff() {
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.inMemory());
    idle(record);
    days(record, Phase.TRAINING, WorkRecordTest::proportional, 0.02);
    WorkFit fit = record.fit(Phase.TRAINING, 0).orElseThrow();
    assertEquals(fit.idleW(), fit.cliffW());
    List<Double> shares = fit.shares();
    for (int quarter = 0; quarter < 4; quarter++) {
      assertEquals(quarter / 4.0, shares.get(quarter), 0.03, fit::toString);
    }
  }

  @Test
  void another_card_is_learnt_while_the_old_minutes_age() {
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.inMemory());
    idle(record);
    days(record, Phase.TRAINING, WorkRecordTest::proportional, 0.02);
    for (int day = 0; day < 30; day++) {
      days(record, Phase.TRAINING, powerW -> 2 * proportional(powerW), 0.02);
      clock.advance(Duration.ofHours(20));
    }
    WorkFit fit = record.fit(Phase.TRAINING, 0).orElseThrow();
    assertEquals(2 * proportional(fit.fullW()), fit.fullPerS(), 0.1 * fit.fullPerS());
  }

  @Test
  void transients_and_two_phases_at_once_and_an_unknown_power_do_not_count() {
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.inMemory());
    for (int second = 0; second < 36_000; second++) {
      double powerW = second % 20 < 10 ? 200 : 600;
      record.observe(clock.now(), OptionalDouble.of(powerW), Map.of(Phase.DECODE, 5.0), 1);
      clock.advance(Duration.ofSeconds(1));
    }
    for (int second = 0; second < 36_000; second++) {
      OptionalDouble powerW =
          second % 2 == 0 ? OptionalDouble.of(100 + second / 60) : OptionalDouble.empty();
      Map<Phase, Double> both = Map.of(Phase.DECODE, 5.0, Phase.PREFILL, 7.0);
      record.observe(clock.now(), powerW, second < 18_000 ? both : Map.of(Phase.DECODE, 5.0), 1);
      clock.advance(Duration.ofSeconds(1));
    }
    assertTrue(record.fit(Phase.DECODE, IDLE_W).isEmpty());
    assertTrue(record.fit(Phase.PREFILL, IDLE_W).isEmpty());
  }

  @Test
  void few_powers_give_no_curve() {
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.inMemory());
    for (double powerW : new double[] {500, 550, 600, 650, 700}) {
      minutes(record, Phase.DECODE, powerW, decode(powerW), 5);
    }
    assertTrue(record.fit(Phase.DECODE, IDLE_W).isEmpty());
  }

  @Test
  void a_restart_keeps_the_curve_and_a_damaged_file_begins_anew() throws Exception {
    Path file = directory.resolve("work");
    WorkRecord record = new WorkRecord(MAX_W, KeptValues.in(file, "work", problem -> {}));
    idle(record);
    days(record, Phase.DECODE, WorkRecordTest::decode, 0.02);
    record.keep();
    WorkFit before = record.fit(Phase.DECODE, 0).orElseThrow();
    WorkRecord again = new WorkRecord(MAX_W, KeptValues.in(file, "work", problem -> {}));
    WorkFit after = again.fit(Phase.DECODE, 0).orElseThrow();
    assertEquals(before.cliffW(), after.cliffW(), 0.01);
    assertEquals(before.fullPerS(), after.fullPerS(), 0.01);
    Files.writeString(file, "decode.5=nan 1 2\ndecode.6=1 2\ndecode.7=-1 2 3 4\nidle=\\u00zz\n");
    WorkRecord damaged = new WorkRecord(MAX_W, KeptValues.in(file, "work", problem -> {}));
    assertTrue(damaged.fit(Phase.DECODE, IDLE_W).isEmpty());
  }

  private void idle(WorkRecord record) {
    for (int second = 0; second < 300; second++) {
      record.observe(clock.now(), OptionalDouble.of(IDLE_W), Map.of(), 0);
      clock.advance(Duration.ofSeconds(1));
    }
  }

  private void days(WorkRecord record, Phase phase, DoubleUnaryOperator work, double noise) {
    for (double powerW = 90; powerW <= 700; powerW += 10) {
      double perS =
          Math.max(0.01, work.applyAsDouble(powerW) * (1 + noise * random.nextGaussian()));
      minutes(record, phase, powerW, perS, 3);
    }
  }

  private void minutes(WorkRecord record, Phase phase, double powerW, double perS, int minutes) {
    for (int i = 0; i <= minutes * 15; i++) {
      record.observe(clock.now(), OptionalDouble.of(powerW), Map.of(phase, perS), 1);
      clock.advance(Duration.ofSeconds(4));
    }
  }
}
