package io.spikewatt.controller.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageSurvivalTest {

  private static final Duration STEP = Duration.ofMinutes(15);
  private static final IslandSupply LOSSLESS = new IslandSupply(10_000, 5_000, 5_000, 1);

  @Test
  void whatIsStoredLastsAsLongAsItDoes() {
    // 4 kWh at 1 kW: just four hours, not eight.
    List<SurvivalProbability> told = of(record(400, 4_000, 1_000, 0), LOSSLESS);
    assertEquals(List.of(1.0, 1.0, 0.0, 0.0), probabilities(told));
    assertEquals(400 - 4 + 1, told.getFirst().starts());
    assertEquals(400 - 96 + 1, told.getLast().starts());
  }

  @Test
  void lossesCount() {
    IslandSupply lossy = new IslandSupply(10_000, 5_000, 5_000, 0.9);
    assertEquals(
        List.of(1.0, 0.0, 0.0, 0.0), probabilities(of(record(400, 4_000, 1_000, 0), lossy)));
  }

  @Test
  void powerCountsAsMuchAsEnergy() {
    assertEquals(
        List.of(0.0, 0.0, 0.0, 0.0), probabilities(of(record(400, 9_000, 5_001, 0), LOSSLESS)));
  }

  @Test
  void sunFillsUpAndIsNotStoredBeyondTheBattery() {
    RecordedSlots record = record(400, 1_000, 1_000, 0);
    // Sun in every other hour brings twice what is used.
    for (int i = 0; i < 400; i++) {
      record.pvW()[i] = i / 4 % 2 == 0 ? 2_000 : 0;
    }
    List<Double> told = probabilities(of(record, LOSSLESS));
    assertEquals(1.0, told.getLast(), "1 kWh carries each hour without");
    IslandSupply small = new IslandSupply(900, 5_000, 5_000, 1);
    Arrays.fill(record.usableWh(), 900);
    assertEquals(0.0, probabilities(of(record, small)).getLast(), "900 Wh do not");
  }

  @Test
  void aStartWhoseOutageHasAGapIsNoStart() {
    RecordedSlots record = record(400, 100_000, 1_000, 0);
    record.loadW()[200] = Double.NaN;
    List<SurvivalProbability> told = of(record, new IslandSupply(100_000, 5_000, 5_000, 1));
    assertEquals(400 - 4 + 1 - 4, told.getFirst().starts());
    assertEquals(400 - 96 + 1 - 96, told.getLast().starts());
    assertEquals(OptionalDouble.of(1), told.getLast().probability());
    record.usableWh()[10] = Double.NaN;
    assertEquals(
        400 - 4 + 1 - 5,
        of(record, LOSSLESS).getFirst().starts(),
        "without a state of charge no start");
  }

  @Test
  void tooShortARecordTellsNothing() {
    List<SurvivalProbability> told = of(record(96, 4_000, 100, 0), LOSSLESS);
    assertTrue(told.getFirst().probability().isPresent());
    assertEquals(1, told.getLast().starts());
    assertEquals(OptionalDouble.empty(), told.getLast().probability());
    assertEquals(OptionalDouble.empty(), of(record(0, 0, 0, 0), LOSSLESS).getFirst().probability());
  }

  /** Against a second way to tell it: outage by outage in small steps, no arrays of starts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void drawnStartsAgreeWithAllOfThem(int seed) {
    Random random = new Random(seed);
    RecordedSlots record = record(6_000, 0, 0, 0);
    for (int i = 0; i < 6_000; i++) {
      boolean gap = random.nextInt(700) == 0;
      record.loadW()[i] = gap ? Double.NaN : 300 + 2_500 * random.nextDouble();
      record.pvW()[i] = Math.max(0, 4_000 * Math.sin(2 * Math.PI * i / 96.0));
      record.usableWh()[i] = 8_000 * random.nextDouble();
    }
    IslandSupply supply = new IslandSupply(8_000, 3_000, 3_000, 0.95);
    List<SurvivalProbability> all = OutageSurvival.of(record, supply, Integer.MAX_VALUE, 1);
    List<SurvivalProbability> drawn = OutageSurvival.of(record, supply, 2_500, 1);
    for (int i = 0; i < all.size(); i++) {
      double truth = slowly(record, supply, OutageSurvival.HOURS.get(i));
      assertEquals(truth, all.get(i).probability().orElseThrow(), 1e-9);
      assertEquals(truth, drawn.get(i).probability().orElseThrow(), 0.04);
    }
    assertTrue(all.get(0).probability().orElseThrow() > all.get(3).probability().orElseThrow());
  }

  private static double slowly(RecordedSlots record, IslandSupply supply, int hours) {
    int tried = 0;
    int lived = 0;
    for (int start = 0; start + 4 * hours <= record.loadW().length; start++) {
      double stored = record.usableWh()[start];
      boolean told = true;
      boolean dead = false;
      for (int k = start; k < start + 4 * hours; k++) {
        double spare = record.pvW()[k] - record.loadW()[k];
        told &= !Double.isNaN(spare);
        dead |= -spare > supply.dischargeW();
        stored +=
            spare >= 0
                ? Math.min(spare, supply.chargeW()) / 4 * supply.efficiency()
                : spare / 4 / supply.efficiency();
        dead |= stored < 0;
        stored = Math.min(stored, supply.usableWh());
      }
      tried += told ? 1 : 0;
      lived += told && !dead ? 1 : 0;
    }
    return (double) lived / tried;
  }

  private static List<SurvivalProbability> of(RecordedSlots record, IslandSupply supply) {
    return OutageSurvival.of(record, supply, Integer.MAX_VALUE, 1);
  }

  private static List<Double> probabilities(List<SurvivalProbability> told) {
    return told.stream().map(s -> s.probability().orElse(Double.NaN)).toList();
  }

  private static RecordedSlots record(int slots, double usableWh, double loadW, double pvW) {
    double[] usable = new double[slots];
    double[] load = new double[slots];
    double[] pv = new double[slots];
    Arrays.fill(usable, usableWh);
    Arrays.fill(load, loadW);
    Arrays.fill(pv, pvW);
    return new RecordedSlots(STEP, usable, load, pv);
  }
}
