package io.spikewatt.controller.mode;

import static io.spikewatt.controller.mode.ModeMachine.lasted;

import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** Transitions into, within and out of an island. Has no side effects. */
final class IslandModes {

  private IslandModes() {}

  /** The site is on its own, or it was and nothing proves that it is not. */
  static Mode separated(Mode current, ModeInputs seen, ModeSettings settings) {
    return switch (current) {
      case Mode.Islanded islanded -> stay(islanded, seen);
      case Mode.Reconnecting back when awaitsClosing(back, seen) -> meeting(back, seen, settings);
      case Mode.Islanding islanding
          when islanding.separates() && seen.connection() != GridConnection.DOWN ->
          island(Mode.Cause.PLANNED, seen);
      default ->
          island(
              seen.connection() == GridConnection.DOWN
                  ? Mode.Cause.GRID_LOST
                  : Mode.Cause.SWITCH_OPEN,
              seen);
    };
  }

  /** The certified switch takes the time it needs, as long as the grid stays fit. */
  private static boolean awaitsClosing(Mode.Reconnecting back, ModeInputs seen) {
    return back.rampSince().isEmpty()
        && seen.connection() != GridConnection.DOWN
        && seen.bus().gridFit()
        && seen.wish() != RequestedMode.ISLAND;
  }

  /** Releases the switch once the batteries have had time to take over their power. */
  private static Mode meeting(Mode.Reconnecting back, ModeInputs seen, ModeSettings settings) {
    return back.releasedSince().isEmpty() && lasted(back.since(), settings.meetFor(), seen)
        ? new Mode.Reconnecting(
            back.since(), Optional.of(seen.at()), Optional.empty(), Optional.empty())
        : back;
  }

  private static Mode meet(ModeInputs seen) {
    return new Mode.Reconnecting(seen.at(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Mode connectedNow(ModeInputs seen) {
    return new Mode.Reconnecting(
        seen.at(), Optional.empty(), Optional.of(seen.at()), Optional.empty());
  }

  private static Mode stay(Mode.Islanded island, ModeInputs seen) {
    boolean dark = seen.bus().life() == SiteBus.Life.DARK;
    Optional<Moment> darkSince =
        dark ? Optional.of(island.darkSince().orElse(seen.at())) : Optional.empty();
    if (darkSince.isPresent() && lasted(darkSince.get(), ModeSettings.DARK_FOR, seen)) {
      return new Mode.BlackStart(seen.at(), Mode.Step.CLEARING, seen.at(), 1, Optional.empty());
    }
    Optional<Moment> goodSince = goodSince(island.goodSince(), seen);
    if (mayConnect(goodSince, seen)) {
      return meet(seen);
    }
    return new Mode.Islanded(island.since(), island.cause(), goodSince, darkSince);
  }

  /**
   * Separated before a restart: the grid has to stay first. Where power flows already, the site is
   * on the grid: its limits count at once, and only the ramp is left. A switch has waited itself,
   * and must not be opened under load.
   */
  static Mode resumed(ModeInputs seen) {
    return seen.flows() && !seen.separated()
        ? connectedNow(seen)
        : new Mode.Islanded(seen.at(), Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
  }

  /** Islanded before, and now the grid feeds the bus. */
  static Mode connected(Mode.Islanded island, ModeInputs seen) {
    if (seen.bus().tie() != SiteBus.Tie.NONE) {
      // The switch has closed, by hand or by itself.
      return connectedNow(seen);
    }
    Optional<Moment> goodSince = goodSince(island.goodSince(), seen);
    if (!lasted(goodSince.orElse(seen.at()), ModeSettings.GRID_BACK_FOR, seen)) {
      return new Mode.Islanded(island.since(), island.cause(), goodSince, Optional.empty());
    }
    Optional<Moment> rampSince = Optional.of(seen.at());
    if (seen.wish() == RequestedMode.HOLD) {
      return ModeMachine.onRequest(rampSince);
    }
    return seen.blind() ? ModeMachine.hold(seen, rampSince) : connectedNow(seen);
  }

  /** From a bus that was dead. */
  static Mode fromBlack(Mode.BlackStart black, ModeInputs seen) {
    if (seen.joined()) {
      // The grid feeds the bus: it counts as an island until it has stayed.
      return new Mode.Islanded(
          seen.at(), Mode.Cause.GRID_LOST, Optional.of(seen.at()), Optional.empty());
    }
    Optional<Moment> goodSince = goodSince(black.goodSince(), seen);
    if (mayConnect(goodSince, seen)) {
      return meet(seen);
    }
    boolean lives = seen.bus().life() == SiteBus.Life.LIVE;
    boolean dark = seen.bus().life() == SiteBus.Life.DARK;
    Moment since = black.stepSince();
    return switch (black.step()) {
      case CLEARING ->
          lasted(since, ModeSettings.CLEAR_FOR, seen)
              ? step(black, Mode.Step.ENERGISING, black.attempt(), goodSince, seen)
              : with(black, goodSince);
      case ENERGISING ->
          lives
              ? step(black, Mode.Step.SETTLING, black.attempt(), goodSince, seen)
              : lasted(since, ModeSettings.START_PATIENCE, seen)
                  ? failed(black, goodSince, seen)
                  : with(black, goodSince);
      case SETTLING ->
          dark
              ? failed(black, goodSince, seen)
              : lives && lasted(since, ModeSettings.SETTLE_FOR, seen)
                  ? new Mode.Islanded(
                      seen.at(), Mode.Cause.BLACK_START, goodSince, Optional.empty())
                  : with(black, goodSince);
      case GIVEN_UP ->
          lives
              ? step(black, Mode.Step.SETTLING, black.attempt(), goodSince, seen)
              : lasted(since, ModeSettings.RETRY_AFTER, seen)
                  ? step(black, Mode.Step.CLEARING, 1, goodSince, seen)
                  : with(black, goodSince);
    };
  }

  private static Mode failed(Mode.BlackStart black, Optional<Moment> goodSince, ModeInputs seen) {
    return black.attempt() < ModeSettings.ATTEMPTS
        ? step(black, Mode.Step.CLEARING, black.attempt() + 1, goodSince, seen)
        : step(black, Mode.Step.GIVEN_UP, black.attempt(), goodSince, seen);
  }

  private static Mode step(
      Mode.BlackStart black,
      Mode.Step step,
      int attempt,
      Optional<Moment> goodSince,
      ModeInputs seen) {
    return new Mode.BlackStart(black.since(), step, seen.at(), attempt, goodSince);
  }

  private static Mode with(Mode.BlackStart black, Optional<Moment> goodSince) {
    return new Mode.BlackStart(
        black.since(), black.step(), black.stepSince(), black.attempt(), goodSince);
  }

  private static Mode island(Mode.Cause cause, ModeInputs seen) {
    return new Mode.Islanded(seen.at(), cause, Optional.empty(), Optional.empty());
  }

  private static Optional<Moment> goodSince(Optional<Moment> before, ModeInputs seen) {
    return seen.connection() == GridConnection.UP && seen.bus().gridFit()
        ? Optional.of(before.orElse(seen.at()))
        : Optional.empty();
  }

  private static boolean mayConnect(Optional<Moment> goodSince, ModeInputs seen) {
    return seen.wish() != RequestedMode.ISLAND
        && goodSince.isPresent()
        && lasted(goodSince.get(), ModeSettings.GRID_BACK_FOR, seen);
  }
}
