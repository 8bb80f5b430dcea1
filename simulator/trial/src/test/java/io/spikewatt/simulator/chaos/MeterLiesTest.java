package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantTruth;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeterLiesTest {

  private final MeterLies lies = new MeterLies(5_000);

  @ParameterizedTest
  @EnumSource(names = {"METER_SIGN", "METER_TENFOLD", "METER_STUCK", "METER_JUMPS"})
  void thirtySecondsAfterTellingStepsOfTheBatteryTheLimitsCountAgain(FaultKind kind) {
    assertEquals(Shown.FALSE, after(100, kind, 0), "no step, nothing to tell");
    assertEquals(Shown.FALSE, after(1, kind, 600), "too small");
    assertEquals(Shown.FALSE, after(30, kind, 1_000));
    assertEquals(Shown.FOUND_OUT, after(1, kind, 1_000));
    assertEquals(131, lies.exemptSeconds().get(kind));
    assertEquals(Shown.TRUE, next(Map.of(), 1_000));
    assertEquals(Shown.FALSE, after(1, kind, 1_000), "another lie, another time");
  }

  @Test
  void aNewProcessHasToFindOutByItself() {
    after(1, FaultKind.METER_SIGN, 0);
    assertEquals(Shown.FOUND_OUT, after(31, FaultKind.METER_SIGN, 2_000));
    next(Map.of(FaultKind.METER_SIGN, LIE, FaultKind.KILLED, LIE), 2_000);
    assertEquals(Shown.FALSE, after(100, FaultKind.METER_SIGN, 2_000));
  }

  @Test
  void swappedPhasesExcuseNothingAndAnOffsetEverything() {
    assertEquals(Shown.TRUE, after(100, FaultKind.METER_PHASES_SWAPPED, 2_000));
    assertTrue(lies.exemptSeconds().isEmpty());
    assertEquals(Shown.FALSE, after(100, FaultKind.METER_OFFSET, -2_000));
    assertEquals(100, lies.exemptSeconds().get(FaultKind.METER_OFFSET));
  }

  @Test
  void aMeterThatBeginsToLieInAnotherWayHasToBeFoundOutAnew() {
    after(1, FaultKind.METER_SIGN, 0);
    assertEquals(Shown.FOUND_OUT, after(31, FaultKind.METER_SIGN, 2_000));
    Map<FaultKind, FaultEpisode> both =
        Map.of(FaultKind.METER_SIGN, LIE, FaultKind.METER_TENFOLD, LIE);
    assertEquals(Shown.FALSE, next(both, 2_000));
    assertEquals(Shown.FALSE, next(both, -2_000));
    for (int i = 0; i < 29; i++) {
      assertEquals(Shown.FALSE, next(both, -2_000));
    }
    assertEquals(Shown.FOUND_OUT, next(both, -2_000));
  }

  @Test
  void stepsThatNobodyCanReadTellNothing() {
    next(Map.of(FaultKind.METER_SIGN, LIE), 0);
    next(Map.of(FaultKind.METER_SIGN, LIE, FaultKind.METER_SPIKES, LIE), 2_000);
    assertEquals(Shown.FALSE, after(100, FaultKind.METER_SIGN, 2_000));
  }

  @Test
  void liesComeOnEverySecondSiteAndLeaveTheOtherFaultsAsTheyAre() {
    for (long seed = 1; seed <= 8; seed++) {
      FaultPlan plain = FaultPlan.of(seed, 86_400);
      FaultPlan lying = FaultPlan.withLies(seed, 86_400);
      assertEquals(
          plain.episodes(), lying.episodes().stream().filter(it -> !it.kind().isLie()).toList());
      assertEquals(seed / 2 % 2 == 0, lying.episodes().size() > plain.episodes().size());
    }
  }

  @Test
  void stepsOnAnIslandDoNotShowAtTheConnection() {
    stuckWhileTheBatteryMoves(false, 1_500);
    assertEquals(Shown.FALSE, after(1, FaultKind.METER_STUCK, 0));
    assertEquals(Shown.FOUND_OUT, after(30, FaultKind.METER_STUCK, 0));
  }

  @Test
  void aMeterThatIsStuckNearZeroIsNotGivenAway() {
    stuckWhileTheBatteryMoves(true, 3);
    assertEquals(Shown.TRUE, next(Map.of(), 2_000));
    after(1, FaultKind.METER_STUCK, 0);
    assertEquals(Shown.FOUND_OUT, after(31, FaultKind.METER_STUCK, 2_000), "stuck at 1.5 kW");
  }

  private static final FaultEpisode LIE = new FaultEpisode(FaultKind.METER_SIGN, 0, 1_000, 0.5);

  /** A meter gets stuck at a power, and the battery's next step does not give it away. */
  private void stuckWhileTheBatteryMoves(boolean connected, double gridW) {
    Map<FaultKind, FaultEpisode> stuck = Map.of(FaultKind.METER_STUCK, LIE);
    lies.next(stuck, connected, powers(0, gridW));
    lies.next(stuck, connected, powers(2_000, gridW));
    assertEquals(Shown.FALSE, after(100, FaultKind.METER_STUCK, 2_000));
  }

  private static PlantTruth.Powers powers(double batteryW, double gridW) {
    return new PlantTruth.Powers(gridW, 0, batteryW, 0, 0, 0, 0, 0);
  }

  private Shown next(Map<FaultKind, FaultEpisode> active, double batteryW) {
    return lies.next(active, true, powers(batteryW, 1_500));
  }

  private Shown after(int seconds, FaultKind kind, double batteryW) {
    Shown shown = Shown.TRUE;
    for (int i = 0; i < seconds; i++) {
      shown = next(Map.of(kind, LIE), batteryW);
    }
    return shown;
  }
}
