package io.spikewatt.inference.naive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PlantResponseTest {
  private static final int DAY = 24;
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  /** Days of eight hours of 0.5 kW/m². */
  private static double[] irradiance(int days) {
    double[] rows = new double[days * DAY];
    Arrays.setAll(rows, k -> k % DAY >= 8 && k % DAY < 16 ? 0.5 : 0);
    return rows;
  }

  private static double[] power(double[] irradiance, double ratio) {
    return Arrays.stream(irradiance).map(each -> ratio * each).toArray();
  }

  @Test
  void theLevelWithstandsADayOfOutageOfSeven() {
    double[] sun = irradiance(7);
    double[] values = power(sun, 4000);
    Arrays.fill(values, 4 * DAY, 5 * DAY, 0);
    PlantResponse response = PlantResponse.of(values, sun, 7 * DAY, DAY, UNKNOWN).orElseThrow();
    assertEquals(4000, response.median(), 1e-9);
    assertTrue(response.mean() < 3700, "the mean does not");
    assertEquals(0, response.low(), 1e-9, "nor does the band");
  }

  @Test
  void recentDaysWeighMore() {
    double[] sun = irradiance(10);
    double[] values = power(sun, 4000);
    for (int k = 6 * DAY; k < values.length; k++) {
      values[k] = 3000 * sun[k];
    }
    assertEquals(
        3000, PlantResponse.of(values, sun, 10 * DAY, DAY, UNKNOWN).orElseThrow().median(), 1e-9);
  }

  @Test
  void theRatingIsAPriorThatMeasurementsReplace() {
    double[] sun = irradiance(3);
    double[] values = power(sun, 5000);
    OptionalDouble rated = OptionalDouble.of(10_000);
    PlantResponse first = PlantResponse.of(values, sun, 0, DAY, rated).orElseThrow();
    assertEquals(8000, first.median(), 1e-9);
    assertTrue(first.low() < first.median() && first.median() < first.high(), first.toString());
    assertEquals(5000, PlantResponse.of(values, sun, DAY, DAY, rated).orElseThrow().median(), 1e-9);
  }

  @Test
  void withoutRatingOrDaylightThereIsNone() {
    double[] sun = irradiance(2);
    double[] values = power(sun, 5000);
    assertEquals(Optional.empty(), PlantResponse.of(values, sun, 8, DAY, UNKNOWN));
    assertTrue(PlantResponse.of(values, sun, 9, DAY, UNKNOWN).isPresent());
    Arrays.fill(values, Double.NaN);
    assertEquals(Optional.empty(), PlantResponse.of(values, sun, DAY, DAY, UNKNOWN));
  }

  @Test
  void theBandHoldsTheMiddleOfTheRatios() {
    double[] sun = irradiance(14);
    double[] values = power(sun, 1000);
    for (int k = 0; k < values.length; k++) {
      values[k] *= 1 + k % 8;
    }
    PlantResponse response = PlantResponse.of(values, sun, 14 * DAY, DAY, UNKNOWN).orElseThrow();
    assertEquals(4500, response.median(), 501);
    assertEquals(1000, response.low(), 501);
    assertEquals(8000, response.high(), 501);
  }
}
