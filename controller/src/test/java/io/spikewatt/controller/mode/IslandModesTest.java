package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Islands of a site with a transfer switch: planned, lost, black, and back. */
class IslandModesTest {

  private static final ModeSettings SETTINGS = ModeSettings.usual(100, true, Duration.ofSeconds(7));

  private Moment now = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private Mode mode = new Mode.Auto(Optional.empty());
  private GridConnection connection = GridConnection.UP;
  private boolean fit = true;
  private SiteBus.Tie tie = SiteBus.Tie.CLOSED;
  private SiteBus.Life bus = SiteBus.Life.LIVE;
  private Optional<Double> gridW = Optional.of(0.0);
  private boolean ready = true;
  private OperatorWish wish = OperatorWish.AUTO;

  @Test
  void theSwitchIsAskedOnlyWhenTheExchangeIsNearZero() {
    wish = OperatorWish.ISLAND;
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
    wish = OperatorWish.AUTO;
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
  void anIslandWithoutChargeIsNotEntered() {
    wish = OperatorWish.ISLAND;
    ready = false;
    run(302);
    assertFalse(mode.separates());
    assertTrue(mode.reason().contains("no battery"), mode.reason());
    wish = OperatorWish.AUTO;
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void aSwitchThatDoesNotOpenIsAskedAgainLater() {
    wish = OperatorWish.ISLAND;
    run(7);
    assertTrue(mode.separates());
    run(30);
    assertFalse(mode.separates());
    assertTrue(mode.reason().contains("did not open"), mode.reason());
    run(15 * 60);
    assertFalse(((Mode.Islanding) mode).gaveUp().isPresent(), "a new try");
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anySequenceOfEventsKeepsThePromises(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int near = 0;
    int fitFor = 0;
    int steps = 0;
    for (int i = 0; i < 20_000; i++) {
      shake(random);
      final Mode before = mode;
      run(1);
      near = gridW.isPresent() && Math.abs(gridW.get()) <= 100 && ready ? near + 1 : 0;
      fitFor = connection == GridConnection.UP && fit ? fitFor + 1 : 0;
      assertFalse(mode.reason().isEmpty());
      assertEquals(mode, ModeMachine.next(before, seen(), SETTINGS), "pure");
      boolean alone = connection == GridConnection.DOWN || tie == SiteBus.Tie.OPEN;
      assertTrue(!alone || mode.onIsland(), () -> "alone, and " + mode);
      if (mode.separates() && !before.separates()) {
        assertTrue(alone || near >= 5, "asked to open with power on the tie");
      }
      if (mode instanceof Mode.Reconnecting && !(before instanceof Mode.Reconnecting)) {
        assertTrue(fitFor >= 60 || tie == SiteBus.Tie.CLOSED, "connects to an unproven grid");
        assertTrue(before.onIsland());
      }
      if (before.onIsland() && !mode.onIsland()) {
        assertTrue(
            mode instanceof Mode.Reconnecting || mode instanceof Mode.Hold,
            () -> before + " to " + mode);
      }
      if (before instanceof Mode.BlackStart from && mode instanceof Mode.BlackStart to) {
        steps += from.step() == to.step() ? 0 : 1;
        boolean skips = to.step() == Mode.Step.SETTLING && from.step() == Mode.Step.CLEARING;
        assertFalse(skips, "nothing is energised before the loads are off");
      }
    }
    assertNotEquals(0, steps, "the sequence went through a black start");
    connection = GridConnection.UP;
    fit = true;
    tie = SiteBus.Tie.CLOSED;
    gridW = Optional.of(0.0);
    wish = OperatorWish.AUTO;
    run(130);
    assertEquals(new Mode.Auto(Optional.empty()), mode, "recovers by itself from anything");
  }

  private void shake(Random random) {
    // Calm stretches, so that what takes a minute comes to its end now and then.
    if (random.nextInt(25) != 0) {
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> connection = pick(List.of(GridConnection.values()), random);
      case 1 -> connection = GridConnection.UP;
      case 2 -> fit = random.nextInt(4) != 0;
      case 3 -> tie = pick(List.of(SiteBus.Tie.values()), random);
      case 4 -> bus = pick(List.of(SiteBus.Life.values()), random);
      case 5 -> gridW = Optional.of(random.nextInt(5) * 60.0);
      case 6 -> gridW = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(0.0);
      case 7 -> wish = pick(List.of(OperatorWish.values()), random);
      default -> ready = random.nextInt(4) != 0;
    }
  }

  private static <T> T pick(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private void lose() {
    connection = GridConnection.DOWN;
    tie = SiteBus.Tie.OPEN;
  }

  private Mode.Step step() {
    return assertInstanceOf(Mode.BlackStart.class, mode).step();
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plus(Duration.ofSeconds(1));
      mode = ModeMachine.next(mode, seen(), SETTINGS);
    }
  }

  private Observation seen() {
    Estimate grid =
        gridW.isPresent()
            ? new Estimate.Known(gridW.get(), Estimate.How.MEASURED, now)
            : new Estimate.Unknown("meter1/power_w: no answer");
    return new Observation(connection, fit, tie, bus, grid, ready, true, wish, now);
  }
}
