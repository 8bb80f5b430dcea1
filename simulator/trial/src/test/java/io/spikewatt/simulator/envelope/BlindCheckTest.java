package io.spikewatt.simulator.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PV is released in every test: on the grid with an unknown exchange this is a violation. */
class BlindCheckTest {

  private final SimulatedPlant plant =
      new SimulatedPlant(
          SiteParameters.demo(1),
          new Moment(0, Instant.parse("2026-06-09T06:00:00Z")),
          Duration.ofMillis(100),
          new PlainContacts());
  private final EnvelopeRecorder recorder =
      new EnvelopeRecorder(SafetyEnvelope.of(SiteParameters.demo(1), 1), plant.truth());

  @BeforeEach
  void observe() {
    plant.observe(recorder);
    later(120);
  }

  @Test
  void pvStaysReleasedWhileOnlyTheMeterIsUnknown() {
    meterIsUnknown();
    assertBlind();
  }

  @Test
  void pvMayNotStayReleasedOnceTheExchangeIsUnknown() {
    meterIsUnknown();
    plcIsDown();
    assertBlind(Device.PV);
  }

  /** Its voltage stays at 0 V. The feeder, visible for minutes, does not end an outage. */
  @Test
  void anIslandLastsWhileAMeterThatFrozeInTheOutageHidesTheReturn() {
    plant.setGridUp(false);
    later(60);
    shown(Shown.FALSE, Point.GRID, Point.GRID_VOLTAGE);
    later(40);
    plant.setGridUp(true);
    later(400);
    shown(Shown.NOT, Point.GRID);
    plcIsDown();
    assertBlind();
  }

  /** The grid must stay for a minute before a site returns to it (EN 50549-1). */
  @Test
  void anIslandLastsUntilTheGridHasBeenMeasuredForAMinute() {
    plant.setGridUp(false);
    later(60);
    plant.setGridUp(true);
    later(50);
    meterIsUnknown();
    plcIsDown();
    assertBlind();
  }

  @Test
  void anIslandEndsOnceTheGridHasBeenMeasuredForAMinute() {
    plant.setGridUp(false);
    later(60);
    plant.setGridUp(true);
    later(90);
    meterIsUnknown();
    plcIsDown();
    assertBlind(Device.PV);
  }

  /** The controller never measured an outage, so it controls a site that is on the grid. */
  @Test
  void anOutageThatNobodyMeasuredExcusesNothingLater() {
    shown(Shown.FALSE, Point.GRID, Point.GRID_VOLTAGE);
    plant.setGridUp(false);
    later(60);
    plant.setGridUp(true);
    later(60);
    shown(Shown.NOT, Point.GRID);
    plcIsDown();
    assertBlind(Device.PV);
  }

  private void meterIsUnknown() {
    shown(Shown.NOT, Point.GRID, Point.GRID_VOLTAGE);
    later(30);
  }

  private void plcIsDown() {
    shown(Shown.NOT, Point.FEEDER, Point.EV, Point.COMPUTE);
    later(30);
  }

  private void shown(Shown how, Point... points) {
    for (Point point : points) {
      recorder.sight().setShown(point, how);
    }
  }

  private void later(int seconds) {
    plant.step(Duration.ofSeconds(seconds));
  }

  private void assertBlind(Device... devices) {
    assertEquals(
        List.of(devices),
        recorder.violations().stream()
            .filter(found -> found.rule() == EnvelopeRule.BLIND)
            .map(Violation::device)
            .toList());
  }
}
