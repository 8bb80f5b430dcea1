package io.spikewatt.controller.mode;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.time.Moment;
import java.util.Map;
import java.util.Optional;

/** Operating mode of the site. Made by {@link ModeMachine} alone; immutable. */
public sealed interface Mode
    permits Mode.Starting, Mode.ClosedLoop, Mode.Hold, Mode.Islanded, Mode.BlackStart {

  /** Name in topics and reports. */
  default String name() {
    return switch (this) {
      case Starting _ -> "starting";
      case Auto _ -> "auto";
      case SelfConsumption _ -> "self-consumption";
      case Hold _ -> "hold";
      case Islanding _ -> "islanding";
      case Islanded _ -> "islanded";
      case BlackStart _ -> "black-start";
      case Reconnecting _ -> "reconnecting";
      case IslandTest _ -> "island-test";
    };
  }

  /** Why this mode; one short sentence, never empty. */
  default Phrase reason() {
    return switch (this) {
      case Starting _ -> Phrase.of("mode-reason.first-readings");
      case Auto auto when auto.blindSince.isEmpty() -> Phrase.of("mode-reason.plan-in-force");
      case Islanding islanding when islanding.blindSince.isEmpty() -> islanding.stage.text();
      case Auto _, Islanding _ -> ClosedLoop.BRIDGING;
      case SelfConsumption self -> self.cause.text();
      case IslandTest _ -> RuleCause.REQUESTED.text();
      case Hold hold when hold.isUnknown() && hold.goodSince.isPresent() ->
          Phrase.of("mode-reason.grid-known-again");
      case Hold hold -> hold.cause.text();
      case Islanded island when island.goodSince.isEmpty() -> Phrase.of("island", island.cause);
      case Islanded _ -> Phrase.of("mode-reason.grid-fit");
      case BlackStart black ->
          new Phrase(
              "mode-reason.attempt",
              Map.of("step", Phrase.of("step", black.step), "attempt", black.attempt));
      case Reconnecting back ->
          Phrase.of(
              back.rampSince.isPresent()
                  ? "mode-reason.ramped-up"
                  : back.releasedSince.isPresent()
                      ? "mode-reason.released"
                      : "mode-reason.grid-stayed-fit");
    };
  }

  /** Whether the transfer switch is requested to keep the site separated from the grid. */
  default boolean separates() {
    return switch (this) {
      case Islanded _, BlackStart _ -> true;
      case Islanding islanding -> islanding.stage() instanceof SwitchOpening;
      case Reconnecting back -> back.rampSince().isEmpty() && back.releasedSince().isEmpty();
      default -> false;
    };
  }

  /** Whether the site is on its way back from an island, or connected and still ramping up. */
  default boolean returns() {
    return switch (this) {
      case Reconnecting _ -> true;
      case Hold hold -> hold.rampSince().isPresent();
      default -> false;
    };
  }

  /** Whether the site may be islanded, so that only the grid former balances its bus. */
  default boolean onIsland() {
    return switch (this) {
      case Islanded _, BlackStart _ -> true;
      case Reconnecting back -> back.rampSince().isEmpty();
      default -> false;
    };
  }

  /**
   * Waits for the first readings; leaves outputs alone.
   *
   * @param wasSeparated whether the site was separated from the grid, or on its way back, when
   *     control last ended
   */
  record Starting(Moment since, boolean wasSeparated) implements Mode {}

  /**
   * Modes that control the measured exchange with the grid. While its reading is missing they keep
   * the last setpoints for a moment; a longer gap ends in {@link Hold}.
   */
  sealed interface ClosedLoop extends Mode
      permits Auto, SelfConsumption, IslandTest, Islanding, Reconnecting {

    /** Reason of a mode that bridges a missing reading. */
    Phrase BRIDGING = Phrase.of("mode-reason.bridging");

    /** Since when the grid power is unknown; empty while it is known. */
    Optional<Moment> blindSince();

    /**
     * This mode while it bridges a missing reading. Without a reading the exchange may not be near
     * 0, so a planned separation approaches it anew.
     */
    default ClosedLoop bridging(Moment since) {
      Optional<Moment> blind = Optional.of(since);
      return switch (this) {
        case Auto _ -> new Auto(blind);
        case SelfConsumption self -> new SelfConsumption(self.cause, blind);
        case IslandTest _ -> new IslandTest(blind);
        case Islanding islanding ->
            new Islanding(
                islanding.since,
                islanding.stage instanceof GivenUp given ? given : Approach.START,
                blind);
        case Reconnecting back ->
            new Reconnecting(back.since, back.releasedSince, back.rampSince, blind);
      };
    }
  }

  /** By the plan's values. */
  record Auto(Optional<Moment> blindSince) implements ClosedLoop {}

  /** Why a mode by rules, or one on request. */
  enum RuleCause {
    /** A person or a command requests it. */
    REQUESTED,
    NO_PLAN;

    Phrase text() {
      return Phrase.of("mode-reason", this);
    }
  }

  /** By rules: stores PV surplus, covers load from the battery. */
  record SelfConsumption(RuleCause cause, Optional<Moment> blindSince) implements ClosedLoop {}

  /**
   * Holds: batteries and EVs at 0, compute at its minimum, PV within the static export limit.
   *
   * @param goodSince since when the cause is gone; it must stay away for a while
   * @param rampSince since when the exchange is ramped up after an island; empty = it is not. The
   *     ramp goes on while the site holds
   */
  record Hold(HoldCause cause, Optional<Moment> goodSince, Optional<Moment> rampSince)
      implements Mode {

    /** Whether a missing reading causes the hold, not a request. */
    public boolean isUnknown() {
      return cause instanceof GridPowerUnknown;
    }
  }

  /** Why the site holds. A hold on request ends with the request, any other once its cause is. */
  sealed interface HoldCause {

    /** One short sentence, never empty. */
    Phrase text();
  }

  /** A person or a command requests the hold. */
  record HoldRequested() implements HoldCause {
    @Override
    public Phrase text() {
      return RuleCause.REQUESTED.text();
    }
  }

  /**
   * The exchange with the grid is unreadable.
   *
   * @param detail which reading is missing, and why; begins with the missing signal, if there is
   *     one
   */
  record GridPowerUnknown(String detail) implements HoldCause {
    @Override
    public Phrase text() {
      int end = detail.indexOf(": ");
      return end < 0 || detail.substring(0, end).contains(" ")
          ? new Phrase("mode-reason.grid-unknown", Map.of("cause", detail))
          : new Phrase(
              "mode-reason.grid-unread",
              Map.of("reading", detail.substring(0, end), "cause", detail.substring(end + 2)));
    }
  }

  /**
   * Islanding on request: drives the exchange with the grid to 0, then requests the transfer switch
   * to open.
   *
   * @param since when the request was taken up
   */
  record Islanding(Moment since, Separation stage, Optional<Moment> blindSince)
      implements ClosedLoop {
    /** Since when no further try is made, and the site runs by rules. */
    public Optional<Moment> gaveUp() {
      return stage instanceof GivenUp given ? Optional.of(given.since()) : Optional.empty();
    }
  }

  /** Stages of a planned separation. */
  sealed interface Separation {

    /** Current activity; one short sentence. */
    default Phrase text() {
      return switch (this) {
        case Approach _ -> Phrase.of("mode-reason.approach");
        case SwitchOpening _ -> Phrase.of("mode-reason.switch-opening");
        case GivenUp given ->
            new Phrase("mode-reason.given-up", Map.of("why", Phrase.of("given-up", given.why)));
      };
    }
  }

  /**
   * The exchange is driven to 0.
   *
   * @param nearSince since when it is close enough to 0; empty while it is not
   */
  record Approach(Optional<Moment> nearSince) implements Separation {
    static final Approach START = new Approach(Optional.empty());
  }

  /** The exchange is near 0, and the transfer switch is requested to open. */
  record SwitchOpening(Moment since) implements Separation {}

  /** Obstacle to a separation. */
  enum Obstacle {
    SWITCH_STAYED_CLOSED,
    EXCHANGE_STAYED,
    CHARGE_TOO_LOW
  }

  /** The separation failed and is tried again later. */
  record GivenUp(Moment since, Obstacle why) implements Separation {}

  /**
   * Separated from the public grid. The grid-forming inverter balances by itself; control sheds,
   * curtails and starts gensets.
   *
   * @param cause cause of the island
   * @param goodSince since when the grid is fit again; it must stay so for a while
   * @param darkSince since when the site's own bus is dead
   */
  record Islanded(Moment since, Cause cause, Optional<Moment> goodSince, Optional<Moment> darkSince)
      implements Mode {}

  /** Cause of an island. */
  enum Cause {
    GRID_LOST,
    SWITCH_OPEN,
    PLANNED,
    BLACK_START
  }

  /**
   * Brings up the site's dead bus in a fixed order.
   *
   * @param stepSince when the step began
   * @param attempt 1 for the first
   * @param goodSince see {@link Islanded}
   */
  record BlackStart(
      Moment since, Step step, Moment stepSince, int attempt, Optional<Moment> goodSince)
      implements Mode {}

  /** Steps of a black start, in their order. */
  enum Step {
    /** Sheds every load that can be shed, EVs and PV are off, before the bus gets a voltage. */
    CLEARING,
    /** A source is requested to form the bus. */
    ENERGISING,
    /** The bus is live and must stay so before it is loaded. */
    SETTLING,
    /** All attempts failed; it needs a person, or the grid. */
    GIVEN_UP
  }

  /**
   * The grid stays fit: the batteries keep their setpoints, the transfer switch may close, then the
   * exchange widens step by step.
   *
   * @param releasedSince since when the transfer switch may close
   * @param rampSince since when the site is connected; empty = the switch has not closed yet
   */
  record Reconnecting(
      Moment since,
      Optional<Moment> releasedSince,
      Optional<Moment> rampSince,
      Optional<Moment> blindSince)
      implements ClosedLoop {}

  /** On request: exchange with the grid is driven to 0 as before a planned separation. */
  record IslandTest(Optional<Moment> blindSince) implements ClosedLoop {}
}
