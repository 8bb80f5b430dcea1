package io.spikewatt.controller.mode;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * The transitions between modes: a pure function, so every path can be tested. What each mode does
 * to the outputs is in docs/degradation.md.
 */
public final class ModeMachine {

  /** How long first readings are awaited. */
  public static final Duration START_WAIT = Duration.ofSeconds(10);

  /** How long the last setpoints are held while the grid power is unknown. */
  public static final Duration BLIND_FOR = Duration.ofSeconds(5);

  /** How long the grid power has to be known before a hold ends. */
  public static final Duration GOOD_FOR = Duration.ofSeconds(5);

  /** How long the grid has to be back before the site counts as connected. */
  public static final Duration GRID_BACK_FOR = Duration.ofSeconds(60);

  private static final String ASKED = "asked for by the operator";

  private ModeMachine() {}

  /** The mode of a daemon that has just started. */
  public static Mode start(Moment now) {
    return new Mode.Starting(now);
  }

  /**
   * The mode of this cycle.
   *
   * @param current the mode of the cycle before
   * @param state what the plant is doing
   * @param planValid whether there is a plan that has not lapsed
   * @param wish what the operator asked for
   * @param now the cycle's moment
   */
  public static Mode next(
      Mode current, PlantState state, boolean planValid, OperatorWish wish, Moment now) {
    if (state.connection() == GridConnection.DOWN) {
      return current instanceof Mode.Islanded islanded
          ? new Mode.Islanded(islanded.since(), Optional.empty())
          : new Mode.Islanded(now, Optional.empty());
    }
    if (current instanceof Mode.Islanded islanded) {
      return fromIsland(islanded, state, planValid, wish, now);
    }
    if (wish == OperatorWish.HOLD) {
      return new Mode.Hold(ASKED, Optional.empty());
    }
    boolean blind = !state.gridW().isKnown();
    return switch (current) {
      case Mode.Starting starting ->
          !blind
              ? wished(planValid, wish)
              : lasted(starting.since(), START_WAIT, now) ? hold(state) : starting;
      case Mode.Hold hold -> fromHold(hold, state, planValid, wish, now);
      case Mode.Auto auto ->
          blind ? blinded(auto.blindSince(), auto, state, now) : wished(planValid, wish);
      case Mode.SelfConsumption self ->
          blind ? blinded(self.blindSince(), self, state, now) : wished(planValid, wish);
      case Mode.IslandTest test ->
          blind ? blinded(test.blindSince(), test, state, now) : wished(planValid, wish);
      case Mode.Islanded islanded -> islanded;
    };
  }

  private static Mode fromIsland(
      Mode.Islanded islanded, PlantState state, boolean planValid, OperatorWish wish, Moment now) {
    if (state.connection() != GridConnection.UP) {
      // A meter that fell silent does not prove that the grid is back.
      return new Mode.Islanded(islanded.since(), Optional.empty());
    }
    Moment good = islanded.goodSince().orElse(now);
    if (!lasted(good, GRID_BACK_FOR, now)) {
      return new Mode.Islanded(islanded.since(), Optional.of(good));
    }
    if (wish == OperatorWish.HOLD) {
      return new Mode.Hold(ASKED, Optional.empty());
    }
    return state.gridW().isKnown() ? wished(planValid, wish) : hold(state);
  }

  private static Mode fromHold(
      Mode.Hold hold, PlantState state, boolean planValid, OperatorWish wish, Moment now) {
    if (!state.gridW().isKnown()) {
      return hold(state);
    }
    if (hold.reason().equals(ASKED)) {
      return wished(planValid, wish);
    }
    Moment good = hold.goodSince().orElse(now);
    return lasted(good, GOOD_FOR, now)
        ? wished(planValid, wish)
        : new Mode.Hold(hold.reason(), Optional.of(good));
  }

  private static Mode blinded(Optional<Moment> since, Mode mode, PlantState state, Moment now) {
    Moment start = since.orElse(now);
    if (lasted(start, BLIND_FOR, now)) {
      return hold(state);
    }
    Optional<Moment> blindSince = Optional.of(start);
    return switch (mode) {
      case Mode.SelfConsumption self -> new Mode.SelfConsumption(self.reason(), blindSince);
      case Mode.IslandTest test -> new Mode.IslandTest(blindSince);
      default -> new Mode.Auto(blindSince);
    };
  }

  private static Mode wished(boolean planValid, OperatorWish wish) {
    return switch (wish) {
      case SELF_CONSUMPTION -> new Mode.SelfConsumption(ASKED, Optional.empty());
      case ISLAND_TEST -> new Mode.IslandTest(Optional.empty());
      case HOLD -> new Mode.Hold(ASKED, Optional.empty());
      case AUTO ->
          planValid
              ? new Mode.Auto(Optional.empty())
              : new Mode.SelfConsumption("no valid plan", Optional.empty());
    };
  }

  private static Mode hold(PlantState state) {
    String why = state.gridW() instanceof Estimate.Unknown unknown ? unknown.reason() : "";
    return new Mode.Hold("grid power unknown: " + why, Optional.empty());
  }

  private static boolean lasted(Moment since, Duration least, Moment now) {
    return now.since(since).compareTo(least) >= 0;
  }
}
