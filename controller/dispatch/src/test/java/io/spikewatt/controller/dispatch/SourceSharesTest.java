package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSharesTest {

  private static SourceShares of(double pvRatedW, double windRatedW) {
    SourceShares shares = new SourceShares();
    shares.add(pvRatedW, false);
    shares.add(windRatedW, true);
    return shares;
  }

  private static OptionalDouble watts(double watts) {
    return OptionalDouble.of(watts);
  }

  @Test
  void asTheyAreRatedWhileBothCouldMakeTheirShare() {
    SourceShares shares = of(10_000, 5_000);
    shares.update(watts(4_000), watts(2_000));
    assertEquals(2_000, shares.windW(6_000), 1e-9);
    shares.update(OptionalDouble.empty(), OptionalDouble.empty());
    assertEquals(1_000, shares.windW(3_000), 1e-9, "and while nobody knows");
  }

  @Test
  void atNightTheWindHasAllButAMarginAndGivesItBackStepByStepInTheMorning() {
    SourceShares shares = of(10_000, 5_000);
    shares.update(watts(0), watts(4_000));
    assertEquals(5_000, shares.windW(6_000), 1e-9, "PV needs 1 kW at most");
    assertEquals(3_500, shares.windW(4_500), 1e-9);
    double wind = 3_500;
    for (int i = 0; i < 10; i++) {
      double pvCap = 4_500 - wind;
      shares.update(watts(pvCap), watts(wind));
      double next = shares.windW(4_500);
      assertTrue(next <= wind && wind - next <= 1_001, "from " + wind + " to " + next);
      wind = next;
    }
    assertEquals(1_500, wind, 1e-9, "its share by rated power");
  }

  @Test
  void inACalmPvHasAllButAMargin() {
    SourceShares shares = of(10_000, 5_000);
    shares.update(watts(9_000), watts(0));
    assertEquals(500, shares.windW(6_000), 1e-9);
    assertEquals(5_000, shares.windW(15_000), 1e-9, "without a bound nothing is lent");
  }

  @Test
  void alonePvOrWindHasTheWholeBound() {
    assertEquals(0, of(10_000, 0).windW(3_000));
    assertEquals(3_000, of(0, 10_000).windW(3_000));
  }

  @Test
  void aSmallChangeOfThePowersIsNotWorthAWrite() {
    SourceShares shares = of(10_000, 5_000);
    shares.update(watts(100), watts(4_000));
    double before = shares.windW(4_500);
    shares.update(watts(400), watts(3_800));
    assertEquals(before, shares.windW(4_500));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whateverIsReadThePartsAddUpAndNoneIsAboveItsRatedPower(long seed) {
    Random random = new Random(seed);
    double pvRated = 20_000 * random.nextDouble();
    double windRated = 20_000 * random.nextDouble();
    SourceShares shares = of(pvRated, windRated);
    for (int i = 0; i < 20_000; i++) {
      double bound = (pvRated + windRated) * random.nextDouble();
      shares.update(read(random, pvRated), read(random, windRated));
      double wind = shares.windW(bound);
      assertTrue(wind >= 0 && wind <= bound + 1e-9, wind + " of " + bound);
      assertTrue(wind <= windRated + 1e-9 && bound - wind <= pvRated + 1e-9);
    }
  }

  private static OptionalDouble read(Random random, double ratedW) {
    return random.nextInt(5) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ratedW * (1.3 * random.nextDouble() - 0.1));
  }
}
