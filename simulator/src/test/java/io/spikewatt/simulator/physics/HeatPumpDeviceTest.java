package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class HeatPumpDeviceTest {

  private static final double STEP_S = 10;
  private static final HeatConditions WINTER = new HeatConditions(-5, 300, 0);

  private final HeatPumpDevice pump = SiteParameters.Heating.HOUSE.make();
  private long nanos;

  private void run(double hours) {
    for (int i = 0; i < hours * 3600 / STEP_S; i++) {
      pump.served(pump.demandW(nanos, STEP_S), WINTER, STEP_S);
      nanos += (long) (STEP_S * 1e9);
    }
  }

  @Test
  void itsOwnThermostatKeepsTheLowerEndOfTheBand() {
    run(48);
    double lowest = pump.temperatureC();
    for (int i = 0; i < 100; i++) {
      run(0.25);
      lowest = Math.min(lowest, pump.temperatureC());
      assertTrue(pump.temperatureC() < 21.2, "it stops half a degree above its start");
    }
    assertEquals(20, lowest, 0.3);
  }

  @Test
  void anOrderHeatsAheadUntilTheUpperEnd() {
    for (int i = 0; i < 48 * 60; i++) {
      pump.order(nanos, 2_500);
      run(1 / 60.0);
    }
    assertEquals(22.7, pump.temperatureC(), 0.3);
  }

  @Test
  void aBlockedPumpStandsAndTheHouseCoolsDown() {
    pump.state(1);
    run(24);
    assertEquals(0, pump.powerW());
    assertTrue(pump.temperatureC() < 19);
  }

  @Test
  void anEncouragedPumpKeepsTheUpperEnd() {
    pump.state(3);
    run(72);
    assertTrue(pump.temperatureC() > 21.2, () -> "" + pump.temperatureC());
  }

  @Test
  void theHouseLosesWhatItsSizeSays() {
    Building house = new Building(Building.Size.HOUSE, 20);
    // 25 K x 190 W/K less 300 W from people.
    for (int i = 0; i < 3_600 * 24 * 30 / 60; i++) {
      house.step(25 * 190 - 300, WINTER, 60);
    }
    assertEquals(20, house.temperatureC(), 0.05);
  }
}
