package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No hold, of a request, of a loose wire or of a silent meter, shortens the way back. */
class HoldSkipsRampTest {

  private static final ModeSettings SETTINGS =
      new ModeSettings(Duration.ofSeconds(5), 100, true, Map.of());

  private final SeparationStore kept = new SeparationStore(KeptValues.inMemory());
  private SiteBus.Tie tie = SiteBus.Tie.CLOSED;
  private Estimate gridW = known(500);
  private Mode mode = new Mode.Reconnecting(at(0), Optional.of(at(0)), Optional.of(at(0)), none());

  @ParameterizedTest
  @EnumSource(
      value = SiteBus.Tie.class,
      names = {"CLOSED", "NONE"})
  void aHoldOfASecondInTheRampLeavesItsRest(SiteBus.Tie found) {
    tie = found;
    step(1, RequestedMode.AUTO);
    assertInstanceOf(Mode.Hold.class, step(2, RequestedMode.HOLD));
    assertTrue(kept.separated(), "a restart now would not skip the ramp either");
    Mode.Reconnecting back = assertInstanceOf(Mode.Reconnecting.class, step(3, RequestedMode.AUTO));
    assertEquals(Optional.of(at(0)), back.rampSince());
    assertInstanceOf(Mode.Reconnecting.class, step(59, RequestedMode.AUTO));
    assertInstanceOf(Mode.Auto.class, step(60, RequestedMode.AUTO));
  }

  @Test
  void aLongHoldEndsAfterTheRamp() {
    step(1, RequestedMode.HOLD);
    assertInstanceOf(Mode.Hold.class, step(61, RequestedMode.HOLD));
    assertFalse(kept.separated());
    assertInstanceOf(Mode.Auto.class, step(62, RequestedMode.AUTO));
  }

  @Test
  void aSilentMeterInTheRampLeavesItsRest() {
    gridW = new Estimate.Unknown("meter1: unreachable");
    for (int s = 1; s <= 6; s++) {
      step(s, RequestedMode.AUTO);
    }
    assertInstanceOf(Mode.Hold.class, mode);
    gridW = known(500);
    for (int s = 7; s <= 12; s++) {
      step(s, RequestedMode.AUTO);
    }
    assertInstanceOf(Mode.Reconnecting.class, mode);
  }

  @Test
  void aHoldThatIsAlreadyRequestedWhenTheSwitchClosesKeepsTheRamp() {
    mode = new Mode.Islanded(at(0), Mode.Cause.GRID_LOST, Optional.of(at(0)), none());
    step(1, RequestedMode.HOLD);
    Mode.Hold hold = assertInstanceOf(Mode.Hold.class, step(2, RequestedMode.HOLD));
    assertEquals(Optional.of(at(1)), hold.rampSince());
  }

  @Test
  void aHoldDuringTheWaitForAFitGridIsFollowedByTheRamp() {
    tie = SiteBus.Tie.NONE;
    gridW = known(0);
    mode = new Mode.Islanded(at(0), Mode.Cause.GRID_LOST, Optional.of(at(0)), none());
    assertInstanceOf(Mode.Islanded.class, step(59, RequestedMode.HOLD));
    assertInstanceOf(Mode.Hold.class, step(60, RequestedMode.HOLD));
    assertInstanceOf(Mode.Reconnecting.class, step(61, RequestedMode.AUTO));
  }

  /** A hold switch that is not read yet counts as closed in the first cycle after a start. */
  @Test
  void anUnreadHoldSwitchAtTheStartSkipsNothing() {
    tie = SiteBus.Tie.NONE;
    gridW = known(0);
    mode = ModeMachine.start(at(0), true);
    assertInstanceOf(Mode.Islanded.class, step(1, RequestedMode.HOLD));
    assertInstanceOf(Mode.Islanded.class, step(2, RequestedMode.AUTO));
    assertInstanceOf(Mode.Islanded.class, step(60, RequestedMode.AUTO));
    assertInstanceOf(Mode.Reconnecting.class, step(61, RequestedMode.AUTO));
  }

  @Test
  void aSilentMeterAtTheStartSkipsNothing() {
    tie = SiteBus.Tie.NONE;
    gridW = new Estimate.Unknown("meter1: not read yet");
    mode = ModeMachine.start(at(0), true);
    assertInstanceOf(Mode.Starting.class, step(1, RequestedMode.HOLD));
    assertInstanceOf(Mode.Islanded.class, step(10, RequestedMode.AUTO));
    gridW = known(0);
    assertInstanceOf(Mode.Islanded.class, step(11, RequestedMode.AUTO));
  }

  @Test
  void aStartOnTheGridHoldsAsRequested() {
    mode = ModeMachine.start(at(0), false);
    assertInstanceOf(Mode.Hold.class, step(1, RequestedMode.HOLD));
    assertInstanceOf(Mode.Auto.class, step(2, RequestedMode.AUTO));
  }

  private Mode step(int second, RequestedMode wish) {
    SiteBus bus = new SiteBus(SiteBus.Life.LIVE, known(50), tie, true);
    mode =
        ModeMachine.next(
            mode,
            new ModeInputs(GridConnection.UP, bus, gridW, true, true, wish, at(second)),
            SETTINGS);
    kept.note(mode);
    return mode;
  }

  private static Estimate known(double value) {
    return new Estimate.Known(value, Estimate.How.MEASURED, at(0));
  }

  private static Optional<Moment> none() {
    return Optional.empty();
  }

  private static Moment at(int second) {
    return new Moment(
        second * 1_000_000_000L, Instant.parse("2026-01-15T18:00:00Z").plusSeconds(second));
  }
}
