package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of an island's modes whatever happens, over random sequences of events. */
class IslandPromisesTest extends IslandWorld {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anySequenceOfEventsKeepsThePromises(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int near = 0;
    int fitFor = 0;
    int ramped = 0;
    Set<Mode.Step> steps = EnumSet.noneOf(Mode.Step.class);
    for (int i = 0; i < 20_000; i++) {
      shake(random);
      final Mode before = mode;
      run(1);
      near = gridW.isPresent() && Math.abs(gridW.get()) <= 100 && ready ? near + 1 : 0;
      fitFor = connection == GridConnection.UP && fit ? fitFor + 1 : 0;
      assertEquals(mode, ModeMachine.next(before, seen(), SETTINGS), "pure");
      told(before);
      boolean alone = connection == GridConnection.DOWN || tie == SiteBus.Tie.OPEN;
      assertTrue(!alone || mode.onIsland(), () -> "alone, and " + mode);
      if (mode.separates() && !before.separates()) {
        // One whose end nothing proves goes on.
        assertTrue(alone || near >= 5 || before.onIsland(), "asked to open with power on the tie");
      }
      if (mode instanceof Mode.Reconnecting && !before.returns()) {
        assertTrue(fitFor >= 60 || tie == SiteBus.Tie.CLOSED || flows(), "an unproven grid");
        assertTrue(before.onIsland());
      }
      if (before.onIsland() && !mode.onIsland()) {
        assertTrue(
            mode instanceof Mode.Reconnecting || mode instanceof Mode.Hold,
            () -> before + " to " + mode);
        assertTrue(connection == GridConnection.UP, "a missing reading ended an island");
        assertTrue(tie != SiteBus.Tie.UNKNOWN || flows(), "a missing position ended an island");
        ramped = 0;
      }
      ramped++;
      if (before.returns() && (mode instanceof Mode.Auto || mode instanceof Mode.SelfConsumption)) {
        assertTrue(ramped > 60, "the ramp was cut short");
      }
      if (before instanceof Mode.Reconnecting from
          && mode.onIsland()
          && !mode.separates()
          && from.separates()) {
        assertTrue(now.since(from.since()).compareTo(SETTINGS.meetFor()) >= 0, "batteries first");
      }
      if (mode instanceof Mode.BlackStart to) {
        steps.add(to.step());
        assertTrue(to.attempt() <= 3);
        inOrder(before, to);
      }
      if (mode instanceof Mode.Islanded made
          && made.cause() == Mode.Cause.BLACK_START
          && !(before instanceof Mode.Islanded)) {
        assertTrue(
            before instanceof Mode.BlackStart from && from.step() == Mode.Step.SETTLING,
            () -> "loaded from " + before);
      }
    }
    assertTrue(steps.contains(Mode.Step.SETTLING), () -> "no black start got far: " + steps);
    connection = GridConnection.UP;
    fit = true;
    tie = SiteBus.Tie.CLOSED;
    gridW = Optional.of(0.0);
    wish = RequestedMode.AUTO;
    run(130);
    assertEquals(new Mode.Auto(Optional.empty()), mode, "recovers by itself from anything");
  }

  /** A transition is in the record with its reason; where there is none, nothing is. */
  private void told(Mode before) {
    assertFalse(mode.reason().english().isEmpty());
    Optional<String> told = ModeChange.eventText(Optional.of(before), mode);
    boolean changed =
        !before.getClass().equals(mode.getClass())
            || before.separates() != mode.separates()
            || before.onIsland() != mode.onIsland()
            || (before instanceof Mode.BlackStart from
                && mode instanceof Mode.BlackStart to
                && (from.step() != to.step() || from.attempt() != to.attempt()));
    assertTrue(!changed || told.isPresent(), () -> before + " to " + mode + " is not told");
    assertTrue(!before.equals(mode) || told.isEmpty(), "nothing happened, and it is told");
    told.ifPresent(text -> assertTrue(text.contains(mode.reason().english()), text));
  }

  /** Nothing is energised before the loads had their time to go off, nothing loaded at once. */
  private void inOrder(Mode before, Mode.BlackStart to) {
    if (!(before instanceof Mode.BlackStart earlier)) {
      assertEquals(Mode.Step.CLEARING, to.step());
      return;
    }
    Mode.Step from = earlier.step();
    if (from == to.step()) {
      return;
    }
    switch (to.step()) {
      // Once more from the start, after any failure.
      case CLEARING -> {}
      case ENERGISING -> {
        assertEquals(Mode.Step.CLEARING, from);
        assertTrue(
            now.since(earlier.stepSince()).compareTo(ModeSettings.CLEAR_FOR) >= 0, "too early");
      }
      case SETTLING ->
          assertTrue(from == Mode.Step.ENERGISING || from == Mode.Step.GIVEN_UP, () -> "" + from);
      case GIVEN_UP ->
          assertTrue(from == Mode.Step.ENERGISING || from == Mode.Step.SETTLING, () -> "" + from);
    }
  }

  private boolean flows() {
    return gridW.isPresent() && Math.abs(gridW.get()) > 50;
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
      case 7 -> wish = pick(List.of(RequestedMode.values()), random);
      default -> ready = random.nextInt(4) != 0;
    }
  }

  private static <T> T pick(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
