package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FalseSocReadingTest {

  private final FalseSocReading lie = new FalseSocReading();

  @Test
  void withoutAFaultTheTruthIsShown() {
    assertEquals(OptionalDouble.empty(), lie.at(5, Map.of(), 50));
  }

  @Test
  void aFrozenGaugeShowsWhatItShowedFirst() {
    assertEquals(50, shown(FaultKind.SOC_FROZEN, 0.5, 5, 50));
    assertEquals(50, shown(FaultKind.SOC_FROZEN, 0.5, 500, 30));
    assertEquals(OptionalDouble.empty(), lie.at(600, Map.of(), 30));
    assertEquals(30, shown(FaultKind.SOC_FROZEN, 0.5, 700, 30), "another time, another value");
  }

  @Test
  void oneThatIsOffIsSoBy20To40PointsOnEitherSide() {
    assertEquals(10, shown(FaultKind.SOC_OFF, 0, 5, 50), 1e-9);
    assertEquals(30, shown(FaultKind.SOC_OFF, 0.49999, 5, 50), 0.01);
    assertEquals(70, shown(FaultKind.SOC_OFF, 0.50001, 5, 50), 0.01);
    assertEquals(90, shown(FaultKind.SOC_OFF, 1, 5, 50), 1e-9);
    assertEquals(100, shown(FaultKind.SOC_OFF, 1, 5, 80), 1e-9);
  }

  @Test
  void oneThatDriftsGoesAwayFromTheTruthByTheHour() {
    assertEquals(50, shown(FaultKind.SOC_DRIFTS, 1, 0, 50), 1e-9);
    assertEquals(80, shown(FaultKind.SOC_DRIFTS, 1, 3_600, 50), 1e-9);
    assertEquals(20, shown(FaultKind.SOC_DRIFTS, 0, 3_600, 50), 1e-9);
  }

  @Test
  void oneAtItsEndReadsEmptyOrFull() {
    assertEquals(0, shown(FaultKind.SOC_EXTREME, 0.2, 5, 50));
    assertEquals(100, shown(FaultKind.SOC_EXTREME, 0.8, 5, 50));
  }

  private double shown(FaultKind kind, double degree, long second, double truePct) {
    return lie.at(second, Map.of(kind, new FaultEpisode(kind, 0, 90_000, degree)), truePct)
        .orElseThrow();
  }
}
