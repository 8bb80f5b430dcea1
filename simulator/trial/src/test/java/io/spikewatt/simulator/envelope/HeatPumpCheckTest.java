package io.spikewatt.simulator.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A heat pump of 2500 W that runs and stands for 20 minutes at least. */
class HeatPumpCheckTest {

  private static final SiteParameters SITE =
      SiteParameters.demo(1).with(SiteParameters.Heating.HOUSE);

  private final SimulatedPlant plant =
      new SimulatedPlant(
          SITE,
          new Moment(0, Instant.parse("2026-01-14T23:00:00Z")),
          Duration.ofMillis(500),
          new PlainContacts());
  private final EnvelopeRecorder recorder =
      new EnvelopeRecorder(SafetyEnvelope.of(SITE, 1), plant.truth());

  @Test
  void ordersThatKeepTheLeastTimesAreWithinTheEnvelope() {
    start();
    order(Duration.ofMinutes(21), 0);
    order(Duration.ofMinutes(21), 2_500);
    assertEquals(List.of(), rules());
  }

  @Test
  void anOrderMayEndAtAnyTimeBecauseTheThermostatDecidesThen() {
    start();
    order(Duration.ofMinutes(10), 0);
    assertEquals(List.of(), rules());
  }

  @Test
  void anEarlyStartIsNot() {
    start();
    order(Duration.ofMinutes(21), 0);
    order(Duration.ofMinutes(10), 900);
    assertEquals(List.of(EnvelopeRule.HEAT_PUMP), rules());
  }

  @Test
  void theGridOperatorMayStopItAtAnyTime() {
    start();
    plant.forceContact(true);
    order(Duration.ofMinutes(1), 0);
    assertEquals(List.of(), rules());
  }

  @Test
  void morePowerThanItsRatingIsNot() {
    start();
    order(Duration.ofMinutes(1), 2_600);
    assertEquals(List.of(EnvelopeRule.RATING), rules());
  }

  private void start() {
    plant.observe(recorder);
    order(Duration.ofMinutes(2), 2_500);
  }

  private void order(Duration after, int watts) {
    for (int i = 0; i < after.toSeconds(); i++) {
      plant.step(Duration.ofSeconds(1));
      if (i % 10 == 0 && recorder.writes().containsKey(PlantWrite.Device.HEAT_PUMP)) {
        repeat();
      }
    }
    write(watts);
  }

  private int last;

  private void repeat() {
    write(last);
  }

  private void write(int watts) {
    last = watts;
    plant.orderHeat(watts);
    recorder.wrote(
        new PlantWrite.Registers(
            PlantWrite.Device.HEAT_PUMP, DeviceRegisters.HEAT_POWER, List.of(watts), true));
  }

  private List<EnvelopeRule> rules() {
    return recorder.violations().stream().map(Violation::rule).toList();
  }
}
