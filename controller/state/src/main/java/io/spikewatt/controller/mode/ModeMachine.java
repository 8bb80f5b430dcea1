package io.spikewatt.controller.mode;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * The transitions between modes: a pure function of the mode, what was observed and the settings,
 * so every path can be tested. The new mode says why. What each mode does to the outputs is in
 * docs/modes.md; an island's own transitions are {@link IslandModes}.
 */
public final class ModeMachine {

  private ModeMachine() {}

  /**
   * The mode of a daemon that has just started.
   *
   * @param wasSeparated as {@link Mode.Starting} has it
   */
  public static Mode start(Moment now, boolean wasSeparated) {
    return new Mode.Starting(now, wasSeparated);
  }

  /**
   * The mode of this cycle.
   *
   * @param current the mode of the cycle before
   * @param seen observations of this cycle
   * @param settings of the site
   */
  public static Mode next(Mode current, ModeInputs seen, ModeSettings settings) {
    if (current instanceof Mode.Starting starting && starting.wasSeparated()) {
      return resumed(starting, seen, settings);
    }
    if (current instanceof Mode.BlackStart black) {
      return IslandModes.fromBlack(black, seen);
    }
    if (seen.separated() || (current.onIsland() && !seen.joined())) {
      return IslandModes.separated(current, seen, settings);
    }
    if (current instanceof Mode.Islanded islanded) {
      return IslandModes.connected(islanded, seen);
    }
    if (seen.wish() == RequestedMode.HOLD) {
      return onRequest(rampSince(current, seen));
    }
    return switch (current) {
      case Mode.Starting starting ->
          !seen.blind()
              ? requestedMode(seen, settings)
              : lasted(starting.since(), ModeSettings.START_WAIT, seen)
                  ? hold(seen, Optional.empty())
                  : starting;
      case Mode.Hold hold -> fromHold(hold, seen, settings);
      case Mode.Reconnecting back -> reconnecting(back, seen, settings);
      case Mode.ClosedLoop loop when seen.blind() -> blinded(loop, seen);
      case Mode.Islanding islanding -> islanding(islanding, seen, settings);
      case Mode.Auto _, Mode.SelfConsumption _, Mode.IslandTest _ -> requestedMode(seen, settings);
      case Mode.Islanded islanded -> islanded;
      case Mode.BlackStart black -> black;
    };
  }

  /**
   * A start after a separation takes up the island that was left, whatever is requested, so that no
   * restart skips the wait for a fit grid or the ramp.
   */
  private static Mode resumed(Mode.Starting starting, ModeInputs seen, ModeSettings settings) {
    boolean waits = seen.blind() && !lasted(starting.since(), ModeSettings.START_WAIT, seen);
    if (waits && !seen.separated()) {
      return starting;
    }
    return next(IslandModes.resumed(seen), seen, settings);
  }

  /** When the ramp after an island began; empty if none runs. */
  private static Optional<Moment> rampSince(Mode mode, ModeInputs seen) {
    Optional<Moment> since =
        switch (mode) {
          case Mode.Reconnecting back -> Optional.of(back.rampSince().orElse(seen.at()));
          case Mode.Hold hold -> hold.rampSince();
          default -> Optional.empty();
        };
    return since.filter(at -> !lasted(at, ModeSettings.RAMP_FOR, seen));
  }

  private static Mode fromHold(Mode.Hold hold, ModeInputs seen, ModeSettings settings) {
    Optional<Moment> rampSince = rampSince(hold, seen);
    if (seen.blind()) {
      return hold(seen, rampSince);
    }
    return switch (hold.cause()) {
      case Mode.HoldRequested _ -> onGrid(rampSince, seen, settings);
      case Mode.GridPowerUnknown unknown -> {
        Moment good = hold.goodSince().orElse(seen.at());
        yield lasted(good, ModeSettings.GOOD_FOR, seen)
            ? onGrid(rampSince, seen, settings)
            : new Mode.Hold(unknown, Optional.of(good), rampSince);
      }
    };
  }

  /** After a hold: the rest of the ramp, then the requested mode. */
  private static Mode onGrid(Optional<Moment> rampSince, ModeInputs seen, ModeSettings settings) {
    return rampSince.isPresent()
        ? new Mode.Reconnecting(seen.at(), Optional.empty(), rampSince, Optional.empty())
        : requestedMode(seen, settings);
  }

  private static Mode blinded(Mode.ClosedLoop mode, ModeInputs seen) {
    Moment since = mode.blindSince().orElse(seen.at());
    return lasted(since, ModeSettings.BLIND_FOR, seen)
        ? hold(seen, rampSince(mode, seen))
        : mode.bridging(since);
  }

  private static Mode islanding(Mode.Islanding now, ModeInputs seen, ModeSettings settings) {
    if (seen.wish() != RequestedMode.ISLAND) {
      return requestedMode(seen, settings);
    }
    return switch (now.stage()) {
      case Mode.Approach approach -> approach(now.since(), approach, seen, settings);
      case Mode.SwitchOpening opening ->
          lasted(opening.since(), ModeSettings.OPEN_PATIENCE, seen)
              ? giveUp(now.since(), Mode.Obstacle.SWITCH_STAYED_CLOSED, seen)
              : separation(now.since(), opening);
      case Mode.GivenUp given ->
          lasted(given.since(), ModeSettings.RETRY_AFTER, seen)
              ? toIsland(seen)
              : separation(now.since(), given);
    };
  }

  private static Mode approach(
      Moment since, Mode.Approach approach, ModeInputs seen, ModeSettings settings) {
    double gridW = seen.gridW().ifKnown().orElse(Double.POSITIVE_INFINITY);
    boolean near = Math.abs(gridW) <= settings.nearW() && seen.formerReady();
    Optional<Moment> nearSince =
        near ? Optional.of(approach.nearSince().orElse(seen.at())) : Optional.empty();
    if (nearSince.isPresent() && lasted(nearSince.get(), ModeSettings.NEAR_FOR, seen)) {
      return separation(since, new Mode.SwitchOpening(seen.at()));
    }
    if (lasted(since, ModeSettings.ISLANDING_PATIENCE, seen)) {
      return giveUp(
          since,
          seen.formerReady() ? Mode.Obstacle.EXCHANGE_STAYED : Mode.Obstacle.CHARGE_TOO_LOW,
          seen);
    }
    return separation(since, new Mode.Approach(nearSince));
  }

  private static Mode giveUp(Moment since, Mode.Obstacle why, ModeInputs seen) {
    return separation(since, new Mode.GivenUp(seen.at(), why));
  }

  private static Mode toIsland(ModeInputs seen) {
    return separation(seen.at(), Mode.Approach.START);
  }

  private static Mode separation(Moment since, Mode.Separation stage) {
    return new Mode.Islanding(since, stage, Optional.empty());
  }

  private static Mode reconnecting(Mode.Reconnecting back, ModeInputs seen, ModeSettings settings) {
    Moment ramp = back.rampSince().orElse(seen.at());
    Mode.Reconnecting ramping =
        new Mode.Reconnecting(
            back.since(), back.releasedSince(), Optional.of(ramp), Optional.empty());
    if (seen.blind()) {
      return blinded(back.blindSince().map(ramping::bridging).orElse(ramping), seen);
    }
    return lasted(ramp, ModeSettings.RAMP_FOR, seen) ? requestedMode(seen, settings) : ramping;
  }

  /** Mode for the current request while the grid is up and its meter readable. */
  static Mode requestedMode(ModeInputs seen, ModeSettings settings) {
    return switch (seen.wish()) {
      case SELF_CONSUMPTION -> new Mode.SelfConsumption(Mode.RuleCause.REQUESTED, Optional.empty());
      case ISLAND_TEST -> new Mode.IslandTest(Optional.empty());
      case ISLAND -> settings.hasSwitch() ? toIsland(seen) : new Mode.IslandTest(Optional.empty());
      case HOLD -> onRequest(Optional.empty());
      case AUTO ->
          seen.planValid()
              ? new Mode.Auto(Optional.empty())
              : new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
    };
  }

  /** A hold because the grid's power is unknown. */
  static Mode hold(ModeInputs seen, Optional<Moment> rampSince) {
    String why = seen.gridW() instanceof Estimate.Unknown unknown ? unknown.reason() : "";
    return new Mode.Hold(new Mode.GridPowerUnknown(why), Optional.empty(), rampSince);
  }

  /** A hold on request. */
  static Mode onRequest(Optional<Moment> rampSince) {
    return new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), rampSince);
  }

  static boolean lasted(Moment since, Duration least, ModeInputs seen) {
    return seen.at().since(since).compareTo(least) >= 0;
  }
}
