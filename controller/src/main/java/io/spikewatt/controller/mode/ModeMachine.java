package io.spikewatt.controller.mode;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * The transitions between modes: a pure function of the mode, what was observed and the settings,
 * so every path can be tested. The new mode says why. What each mode does to the outputs is in
 * docs/modes.md; an island's own transitions are {@link IslandModes}.
 */
public final class ModeMachine {

  static final String ASKED = "asked for by the operator";

  private ModeMachine() {}

  /** The mode of a daemon that has just started. */
  public static Mode start(Moment now) {
    return new Mode.Starting(now);
  }

  /**
   * The mode of this cycle.
   *
   * @param current the mode of the cycle before
   * @param seen what this cycle observed
   * @param settings how long things take
   */
  public static Mode next(Mode current, ModeInputs seen, ModeSettings settings) {
    if (current instanceof Mode.BlackStart black) {
      return IslandModes.fromBlack(black, seen, settings);
    }
    if (seen.separated() || (current.onIsland() && !seen.joined())) {
      return IslandModes.separated(current, seen, settings);
    }
    if (current instanceof Mode.Islanded islanded) {
      return IslandModes.connected(islanded, seen, settings);
    }
    if (seen.wish() == RequestedMode.HOLD) {
      return new Mode.Hold(ASKED, Optional.empty());
    }
    return switch (current) {
      case Mode.Starting starting ->
          !seen.blind()
              ? requestedMode(seen, settings)
              : lasted(starting.since(), settings.startWait(), seen) ? hold(seen) : starting;
      case Mode.Hold hold -> fromHold(hold, seen, settings);
      case Mode.Auto auto ->
          seen.blind()
              ? blinded(auto.blindSince(), auto, seen, settings)
              : requestedMode(seen, settings);
      case Mode.SelfConsumption self ->
          seen.blind()
              ? blinded(self.blindSince(), self, seen, settings)
              : requestedMode(seen, settings);
      case Mode.IslandTest test ->
          seen.blind()
              ? blinded(test.blindSince(), test, seen, settings)
              : requestedMode(seen, settings);
      case Mode.Islanding islanding ->
          seen.blind()
              ? blinded(islanding.blindSince(), islanding, seen, settings)
              : islanding(islanding, seen, settings);
      case Mode.Reconnecting back -> reconnecting(back, seen, settings);
      case Mode.Islanded islanded -> islanded;
      case Mode.BlackStart black -> black;
    };
  }

  private static Mode fromHold(Mode.Hold hold, ModeInputs seen, ModeSettings settings) {
    if (seen.blind()) {
      return hold(seen);
    }
    if (hold.reason().equals(ASKED)) {
      return requestedMode(seen, settings);
    }
    Moment good = hold.goodSince().orElse(seen.at());
    return lasted(good, settings.goodFor(), seen)
        ? requestedMode(seen, settings)
        : new Mode.Hold(hold.reason(), Optional.of(good));
  }

  private static Mode blinded(
      Optional<Moment> since, Mode mode, ModeInputs seen, ModeSettings settings) {
    Moment start = since.orElse(seen.at());
    if (lasted(start, settings.blindFor(), seen)) {
      return hold(seen);
    }
    Optional<Moment> blindSince = Optional.of(start);
    return switch (mode) {
      case Mode.SelfConsumption self -> new Mode.SelfConsumption(self.reason(), blindSince);
      case Mode.IslandTest test -> new Mode.IslandTest(blindSince);
      case Mode.Reconnecting back ->
          new Mode.Reconnecting(back.since(), back.releasedSince(), back.rampSince(), blindSince);
      // Blind, nobody knows whether the exchange is near 0, and an asked switch is asked no more.
      case Mode.Islanding old ->
          new Mode.Islanding(
              old.since(),
              Optional.empty(),
              Optional.empty(),
              old.gaveUp(),
              "grid power unknown, holding for a moment",
              blindSince);
      default -> new Mode.Auto(blindSince);
    };
  }

  private static Mode islanding(Mode.Islanding now, ModeInputs seen, ModeSettings settings) {
    if (seen.wish() != RequestedMode.ISLAND) {
      return requestedMode(seen, settings);
    }
    if (now.gaveUp().isPresent()) {
      return lasted(now.gaveUp().get(), settings.retryAfter(), seen) ? toIsland(seen) : now;
    }
    if (now.askedSince().isPresent()) {
      return lasted(now.askedSince().get(), settings.openPatience(), seen)
          ? giveUp(now, "the transfer switch did not open", seen)
          : now;
    }
    double gridW = seen.gridW().ifKnown().orElse(Double.POSITIVE_INFINITY);
    boolean near = Math.abs(gridW) <= settings.nearW() && seen.formerReady();
    Optional<Moment> nearSince =
        near ? Optional.of(now.nearSince().orElse(seen.at())) : Optional.empty();
    if (nearSince.isPresent() && lasted(nearSince.get(), settings.nearFor(), seen)) {
      return new Mode.Islanding(
          now.since(),
          nearSince,
          Optional.of(seen.at()),
          Optional.empty(),
          "the exchange is near 0, the transfer switch is asked to open",
          Optional.empty());
    }
    if (lasted(now.since(), settings.islandingPatience(), seen)) {
      return giveUp(
          now,
          seen.formerReady()
              ? "the exchange did not come near 0"
              : "no battery is charged well enough",
          seen);
    }
    return new Mode.Islanding(
        now.since(),
        nearSince,
        Optional.empty(),
        Optional.empty(),
        "the exchange is driven to 0",
        Optional.empty());
  }

  private static Mode giveUp(Mode.Islanding now, String why, ModeInputs seen) {
    return new Mode.Islanding(
        now.since(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(seen.at()),
        why + ", tried again later",
        Optional.empty());
  }

  private static Mode toIsland(ModeInputs seen) {
    return new Mode.Islanding(
        seen.at(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "the exchange is driven to 0",
        Optional.empty());
  }

  private static Mode reconnecting(Mode.Reconnecting back, ModeInputs seen, ModeSettings settings) {
    Moment ramp = back.rampSince().orElse(seen.at());
    if (seen.blind()) {
      return blinded(
          back.blindSince(),
          new Mode.Reconnecting(
              back.since(), back.releasedSince(), Optional.of(ramp), back.blindSince()),
          seen,
          settings);
    }
    return lasted(ramp, settings.rampFor(), seen)
        ? requestedMode(seen, settings)
        : new Mode.Reconnecting(
            back.since(), back.releasedSince(), Optional.of(ramp), Optional.empty());
  }

  /** What is asked for, on a grid that is there and measured. */
  static Mode requestedMode(ModeInputs seen, ModeSettings settings) {
    return switch (seen.wish()) {
      case SELF_CONSUMPTION -> new Mode.SelfConsumption(ASKED, Optional.empty());
      case ISLAND_TEST -> new Mode.IslandTest(Optional.empty());
      case ISLAND -> settings.hasSwitch() ? toIsland(seen) : new Mode.IslandTest(Optional.empty());
      case HOLD -> new Mode.Hold(ASKED, Optional.empty());
      case AUTO ->
          seen.planValid()
              ? new Mode.Auto(Optional.empty())
              : new Mode.SelfConsumption("no valid plan", Optional.empty());
    };
  }

  static Mode hold(ModeInputs seen) {
    String why = seen.gridW() instanceof Estimate.Unknown unknown ? unknown.reason() : "";
    return new Mode.Hold("grid power unknown: " + why, Optional.empty());
  }

  static boolean lasted(Moment since, Duration least, ModeInputs seen) {
    return seen.at().since(since).compareTo(least) >= 0;
  }
}
