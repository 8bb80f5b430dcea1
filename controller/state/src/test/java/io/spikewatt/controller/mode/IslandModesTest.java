package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Islands of a site with a transfer switch: planned, lost, black, and back. */
class IslandModesTest extends IslandWorld {

  @Test
  void theSwitchIsAskedOnlyWhenTheExchangeIsNearZero() {
    wish = RequestedMode.ISLAND;
    gridW = Optional.of(900.0);
    run(60);
    assertInstanceOf(Mode.Islanding.class, mode);
    assertFalse(mode.separates(), "900 W flow");
    gridW = Optional.of(-90.0);
    run(5);
    assertFalse(mode.separates(), "not for long enough");
    run(1);
    assertTrue(mode.separates());
    tie = SiteBus.Tie.OPEN;
    run(1);
    assertEquals(Mode.Cause.PLANNED, assertInstanceOf(Mode.Islanded.class, mode).cause());
    run(600);
    assertInstanceOf(Mode.Islanded.class, mode, "as long as it is asked for");
    wish = RequestedMode.AUTO;
    run(1);
    assertInstanceOf(Mode.Reconnecting.class, mode, "the grid was fit all the time");
    assertTrue(mode.separates(), "batteries first");
    run(6);
    assertTrue(mode.separates());
    run(1);
    assertFalse(mode.separates(), "now the switch may close");
    tie = SiteBus.Tie.CLOSED;
    run(60);
    assertInstanceOf(Mode.Reconnecting.class, mode);
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void a_restart_on_the_way_back_does_not_open_a_switch_that_carries_power() {
    gridW = Optional.of(4_000.0);
    for (SiteBus.Tie closed : List.of(SiteBus.Tie.CLOSED, SiteBus.Tie.UNKNOWN)) {
      tie = closed;
      mode = ModeMachine.start(now, true);
      run(1);
      assertFalse(mode.separates(), () -> closed + ": " + mode);
      assertInstanceOf(Mode.Reconnecting.class, mode, "the exchange is ramped");
      run(61);
      assertInstanceOf(Mode.Auto.class, mode);
    }
  }

  @Test
  void anIslandWithoutChargeIsNotEntered() {
    wish = RequestedMode.ISLAND;
    ready = false;
    run(302);
    assertFalse(mode.separates());
    assertTrue(mode.reason().english().contains("no battery"), mode.reason().english());
    wish = RequestedMode.AUTO;
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void aSwitchThatDoesNotOpenIsAskedAgainLater() {
    wish = RequestedMode.ISLAND;
    run(7);
    assertTrue(mode.separates());
    run(30);
    assertFalse(mode.separates());
    assertTrue(mode.reason().english().contains("did not open"), mode.reason().english());
    run(15 * 60);
    assertFalse(((Mode.Islanding) mode).gaveUp().isPresent(), "a new try");
  }

  @Test
  void eachShortLossOfTheGridReadingIsBridgedAnewWhileTheSeparationIsGivenUp() {
    wish = RequestedMode.ISLAND;
    run(7 + 30);
    for (int loss = 1; loss <= 3; loss++) {
      gridW = Optional.empty();
      run(3);
      assertInstanceOf(Mode.Islanding.class, mode, "loss " + loss + " of 3 s is bridged");
      assertEquals(Mode.ClosedLoop.BRIDGING, mode.reason());
      gridW = Optional.of(0.0);
      run(1);
      assertTrue(mode.reason().english().contains("did not open"), mode.reason().english());
      run(9);
    }
  }

  @Test
  void anUnfitGridIsNotConnectedTo() {
    lose();
    run(30);
    connection = GridConnection.UP;
    fit = false;
    run(300);
    assertInstanceOf(Mode.Islanded.class, mode);
    fit = true;
    run(60);
    assertInstanceOf(Mode.Islanded.class, mode);
    run(1);
    assertInstanceOf(Mode.Reconnecting.class, mode);
    fit = false;
    run(1);
    assertInstanceOf(Mode.Islanded.class, mode, "unfit again before the switch closed");
  }

  @Test
  void aBlackStartGoesStepByStep() {
    lose();
    run(1);
    bus = SiteBus.Life.DARK;
    run(4);
    assertEquals(Mode.Step.CLEARING, step());
    run(9);
    assertEquals(Mode.Step.CLEARING, step());
    run(1);
    assertEquals(Mode.Step.ENERGISING, step());
    bus = SiteBus.Life.LIVE;
    run(1);
    assertEquals(Mode.Step.SETTLING, step());
    bus = SiteBus.Life.DARK;
    run(1);
    assertEquals(Mode.Step.CLEARING, step());
    assertEquals(2, ((Mode.BlackStart) mode).attempt());
    run(11);
    bus = SiteBus.Life.LIVE;
    run(11);
    assertEquals(Mode.Cause.BLACK_START, assertInstanceOf(Mode.Islanded.class, mode).cause());
  }

  @Test
  void aBusThatDoesNotComeUpIsGivenUpAndTriedAgain() {
    lose();
    run(1);
    bus = SiteBus.Life.DARK;
    run(4 + 3 * (10 + 120));
    assertEquals(Mode.Step.GIVEN_UP, step());
    run(15 * 60);
    assertEquals(Mode.Step.CLEARING, step());
  }

  @Test
  void aSwitchThatCannotBeReadEndsNoIslandBeforePowerFlows() {
    lose();
    run(1);
    connection = GridConnection.UP;
    tie = SiteBus.Tie.UNKNOWN;
    run(61);
    assertTrue(mode.separates() && mode instanceof Mode.Reconnecting, "batteries first: " + mode);
    run(7);
    assertFalse(mode.separates(), "the switch may close");
    run(600);
    assertTrue(mode.onIsland(), "nothing shows that it did: " + mode);
    gridW = Optional.of(-51.0);
    run(1);
    assertFalse(mode.onIsland(), "power through the connection shows it");
    assertEquals("connected, the exchange is ramped up", mode.reason().english());
  }

  @Test
  void aSwitchThatFallsSilentOnTheWayBackEndsNoIslandEither() {
    lose();
    run(1);
    connection = GridConnection.UP;
    run(61);
    assertInstanceOf(Mode.Reconnecting.class, mode);
    tie = SiteBus.Tie.UNKNOWN;
    wish = RequestedMode.HOLD;
    run(60);
    assertTrue(mode.onIsland(), mode.toString());
    tie = SiteBus.Tie.CLOSED;
    run(2);
    assertInstanceOf(Mode.Hold.class, mode);
  }

  @Test
  void aBlackStartGoesOnWhenTheSwitchFallsSilent() {
    lose();
    run(1);
    bus = SiteBus.Life.DARK;
    run(4);
    connection = GridConnection.UP;
    fit = false;
    tie = SiteBus.Tie.UNKNOWN;
    bus = SiteBus.Life.UNKNOWN;
    run(10);
    assertEquals(Mode.Step.ENERGISING, step());
  }
}
