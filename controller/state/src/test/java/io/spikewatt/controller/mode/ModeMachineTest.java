package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModeMachineTest {

  private static final List<RequestedMode> WISHES = List.of(RequestedMode.values());
  private static final List<GridConnection> CONNECTIONS = List.of(GridConnection.values());

  private Moment now = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private Mode mode = ModeMachine.start(now, false);
  private final ModeSettings settings =
      new ModeSettings(Duration.ofSeconds(7), 100, false, Map.of());
  private boolean known = true;
  private double gridW;
  private boolean planValid = true;
  private GridConnection connection = GridConnection.UP;
  private RequestedMode wish = RequestedMode.AUTO;

  @Test
  void startsWithTheFirstReading() {
    known = false;
    run(3);
    assertInstanceOf(Mode.Starting.class, mode);
    known = true;
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void holdsWhenTheFirstReadingDoesNotCome() {
    known = false;
    run(11);
    assertInstanceOf(Mode.Hold.class, mode);
    assertTrue(mode.reason().english().contains("no answer"));
  }

  @Test
  void withoutAValidPlanItIsSelfConsumption() {
    planValid = false;
    run(1);
    assertEquals(new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty()), mode);
    planValid = true;
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void aShortGapIsBridgedAndALongOneHolds() {
    run(1);
    known = false;
    run(4);
    assertTrue(mode instanceof Mode.Auto auto && auto.blindSince().isPresent());
    known = true;
    run(1);
    assertEquals(new Mode.Auto(Optional.empty()), mode);
    known = false;
    run(6);
    assertInstanceOf(Mode.Hold.class, mode);
  }

  @Test
  void aHoldEndsOnlyWhenReadingsHaveBeenBackForAWhile() {
    run(1);
    known = false;
    run(7);
    known = true;
    run(4);
    assertInstanceOf(Mode.Hold.class, mode);
    known = false;
    run(1);
    known = true;
    run(5);
    assertInstanceOf(Mode.Hold.class, mode, "the gap starts the wait again");
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void aLostGridIslandsAtOnceAndReconnectsOnlyWhenItStays() {
    run(1);
    connection = GridConnection.DOWN;
    run(1);
    assertInstanceOf(Mode.Islanded.class, mode);
    connection = GridConnection.UP;
    run(50);
    connection = GridConnection.DOWN;
    run(1);
    connection = GridConnection.UP;
    run(60);
    assertInstanceOf(Mode.Islanded.class, mode);
    run(1);
    assertInstanceOf(Mode.Reconnecting.class, mode);
    run(59);
    assertInstanceOf(Mode.Reconnecting.class, mode, "the exchange is ramped");
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void a_restart_does_not_skip_the_wait_for_a_grid_that_stays(@TempDir Path directory) {
    run(1);
    connection = GridConnection.DOWN;
    run(1);
    SeparationStore.in(directory).note(mode);
    connection = GridConnection.UP;
    assertTrue(SeparationStore.in(directory).separated(), "it survives a restart");
    mode = ModeMachine.start(now, SeparationStore.in(directory).separated());
    run(60);
    assertInstanceOf(Mode.Islanded.class, mode);
    run(2);
    assertInstanceOf(Mode.Reconnecting.class, mode);
    SeparationStore.in(directory).note(mode);
    assertTrue(SeparationStore.in(directory).separated(), "it is on its way back");
    run(60);
    assertInstanceOf(Mode.Auto.class, mode);
    SeparationStore.in(directory).note(mode);
    assertFalse(SeparationStore.in(directory).separated());
  }

  @Test
  void after_a_restart_limits_count_at_once_where_power_flows_already() {
    gridW = -6_000;
    mode = ModeMachine.start(now, true);
    run(1);
    assertInstanceOf(Mode.Reconnecting.class, mode, "chaos seed 2009 exported without a limit");
    run(60);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @Test
  void aSilentMeterDoesNotProveThatTheGridIsBack() {
    run(1);
    connection = GridConnection.DOWN;
    run(1);
    connection = GridConnection.UNKNOWN;
    known = false;
    run(300);
    assertInstanceOf(Mode.Islanded.class, mode);
  }

  @Test
  void theOperatorsWishIsFollowedAndTakenBack() {
    run(1);
    wish = RequestedMode.HOLD;
    run(1);
    assertEquals("requested by the operator", mode.reason().english());
    wish = RequestedMode.SELF_CONSUMPTION;
    run(1);
    assertInstanceOf(Mode.SelfConsumption.class, mode);
    wish = RequestedMode.ISLAND_TEST;
    run(1);
    assertInstanceOf(Mode.IslandTest.class, mode);
    wish = RequestedMode.AUTO;
    run(1);
    assertInstanceOf(Mode.Auto.class, mode);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySequenceOfEventsKeepsThePromises(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int blind = 0;
    for (int i = 0; i < 5000; i++) {
      switch (random.nextInt(20)) {
        case 0 -> known = false;
        case 1, 2 -> known = true;
        case 3 -> connection = CONNECTIONS.get(random.nextInt(3));
        case 4, 5 -> connection = GridConnection.UP;
        case 6 -> wish = WISHES.get(random.nextInt(WISHES.size()));
        case 7 -> planValid = random.nextBoolean();
        default -> {}
      }
      run(1);
      blind = known ? 0 : blind + 1;
      assertFalse(mode.reason().english().isEmpty());
      assertTrue(connection != GridConnection.DOWN || mode instanceof Mode.Islanded);
      if (mode instanceof Mode.Auto) {
        assertTrue(wish == RequestedMode.AUTO || blind > 0);
        assertTrue(blind <= 6, "blind for " + blind + " s in auto");
      }
    }
    known = true;
    connection = GridConnection.UP;
    wish = RequestedMode.AUTO;
    planValid = true;
    run(122);
    assertEquals(new Mode.Auto(Optional.empty()), mode, "recovers by itself from anything");
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plus(Duration.ofSeconds(1));
      mode = ModeMachine.next(mode, seen(), settings);
    }
  }

  private ModeInputs seen() {
    Estimate grid =
        known
            ? new Estimate.Known(gridW, Estimate.How.MEASURED, now)
            : new Estimate.Unknown("meter1/power_w: no answer");
    Estimate unread = new Estimate.Unknown("not read");
    boolean fit = connection == GridConnection.UP;
    SiteBus bus = new SiteBus(SiteBus.Life.UNKNOWN, unread, SiteBus.Tie.NONE, fit);
    return new ModeInputs(connection, bus, grid, true, planValid, wish, now);
  }
}
