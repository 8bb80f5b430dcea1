package io.spikewatt.controller.mode;

import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** How the site is controlled now. Made by {@link ModeMachine} alone; immutable. */
public sealed interface Mode {

  /** Name in topics and reports. */
  String name();

  /** Why this mode; one short sentence, never empty. */
  String reason();

  /** Whether the transfer switch is asked to keep the site separated from the grid. */
  default boolean separates() {
    return false;
  }

  /** Whether the site may be on its own: nobody but the grid former balances its bus. */
  default boolean onIsland() {
    return false;
  }

  /** First readings are awaited; outputs are left alone. */
  record Starting(Moment since) implements Mode {
    @Override
    public String name() {
      return "starting";
    }

    @Override
    public String reason() {
      return "waiting for first readings";
    }
  }

  /**
   * By the plan's values.
   *
   * @param blindSince since when the grid power is unknown; the last setpoints are held meanwhile
   */
  record Auto(Optional<Moment> blindSince) implements Mode {
    @Override
    public String name() {
      return "auto";
    }

    @Override
    public String reason() {
      return blindSince.isEmpty() ? "plan in force" : "grid power unknown, holding for a moment";
    }
  }

  /**
   * By rules: PV surplus is stored, load is covered from the battery.
   *
   * @param blindSince see {@link Auto}
   */
  record SelfConsumption(String reason, Optional<Moment> blindSince) implements Mode {
    @Override
    public String name() {
      return "self-consumption";
    }
  }

  /**
   * Nothing is moved: batteries and EVs at 0, compute at its minimum, PV within the static export
   * limit.
   *
   * @param goodSince since when the cause is gone; it has to stay away for a while
   */
  record Hold(String reason, Optional<Moment> goodSince) implements Mode {
    @Override
    public String name() {
      return "hold";
    }
  }

  /**
   * On request: the exchange with the grid is driven to 0, then the transfer switch is asked to
   * open.
   *
   * @param since when the request was taken up
   * @param nearSince since when the exchange is close enough to 0
   * @param askedSince since when the transfer switch is asked to open
   * @param gaveUp since when no further try is made, and the site is controlled by rules
   * @param why what is going on
   * @param blindSince see {@link Auto}
   */
  record Islanding(
      Moment since,
      Optional<Moment> nearSince,
      Optional<Moment> askedSince,
      Optional<Moment> gaveUp,
      String why,
      Optional<Moment> blindSince)
      implements Mode {
    @Override
    public String name() {
      return "islanding";
    }

    @Override
    public String reason() {
      return why;
    }

    @Override
    public boolean separates() {
      return askedSince.isPresent() && gaveUp.isEmpty();
    }
  }

  /**
   * Separated from the public grid. The grid-forming inverter balances by itself; control sheds,
   * curtails and starts gensets.
   *
   * @param cause how it came about
   * @param goodSince since when the grid is fit again; it has to stay so for a while
   * @param darkSince since when the site's own bus is dead
   */
  record Islanded(Moment since, Cause cause, Optional<Moment> goodSince, Optional<Moment> darkSince)
      implements Mode {
    @Override
    public String name() {
      return "islanded";
    }

    @Override
    public String reason() {
      return cause.text() + (goodSince.isEmpty() ? "" : "; the grid is fit, waiting if it stays");
    }

    @Override
    public boolean separates() {
      return true;
    }

    @Override
    public boolean onIsland() {
      return true;
    }
  }

  /** How an island came about. */
  enum Cause {
    GRID_LOST("the grid is down"),
    SWITCH_OPEN("the transfer switch opened"),
    PLANNED("separated as asked"),
    BLACK_START("started from black");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * The site's bus is dead and is brought up in a fixed order.
   *
   * @param stepSince when the step began
   * @param attempt 1 for the first
   * @param goodSince see {@link Islanded}
   */
  record BlackStart(
      Moment since, Step step, Moment stepSince, int attempt, Optional<Moment> goodSince)
      implements Mode {
    @Override
    public String name() {
      return "black-start";
    }

    @Override
    public String reason() {
      return step.text() + ", attempt " + attempt;
    }

    @Override
    public boolean separates() {
      return true;
    }

    @Override
    public boolean onIsland() {
      return true;
    }
  }

  /** Steps of a black start, in their order. */
  enum Step {
    /** Every load that can be shed is shed, EVs and PV are off, before anything gets a voltage. */
    CLEARING("loads are taken off the dead bus"),
    /** A source is asked to form the bus. */
    ENERGISING("waiting for a source to bring the bus up"),
    /** The bus lives and has to stay so before it is loaded. */
    SETTLING("the bus is up, waiting if it stays"),
    /** All attempts failed; a person is needed, or the grid. */
    GIVEN_UP("the bus did not come up, a person is needed");

    private final String text;

    Step(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * The grid stays fit: the batteries are told to go on as they do, the transfer switch may close,
   * then the exchange is let go step by step.
   *
   * @param releasedSince since when the transfer switch may close
   * @param rampSince since when the site is connected; empty = the switch has not closed yet
   * @param blindSince see {@link Auto}
   */
  record Reconnecting(
      Moment since,
      Optional<Moment> releasedSince,
      Optional<Moment> rampSince,
      Optional<Moment> blindSince)
      implements Mode {
    @Override
    public String name() {
      return "reconnecting";
    }

    @Override
    public String reason() {
      return rampSince.isPresent()
          ? "connected, the exchange is ramped up"
          : releasedSince.isPresent()
              ? "the transfer switch may close"
              : "the grid stayed fit, batteries are told to go on as they do";
    }

    @Override
    public boolean separates() {
      return rampSince.isEmpty() && releasedSince.isEmpty();
    }

    @Override
    public boolean onIsland() {
      return rampSince.isEmpty();
    }
  }

  /** On request: exchange with the grid is driven to 0 as before a planned separation. */
  record IslandTest(Optional<Moment> blindSince) implements Mode {
    @Override
    public String name() {
      return "island-test";
    }

    @Override
    public String reason() {
      return "asked for by the operator";
    }
  }
}
