package io.spikewatt.controller.mode;

import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/** How the site is controlled now. Made by {@link ModeMachine} alone; immutable. */
public sealed interface Mode {

  /** Name in topics and reports. */
  String name();

  /** Why this mode; one short sentence, never empty. */
  String reason();

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
   * The public grid is down. The grid-forming inverter balances by itself; control sheds and
   * curtails.
   *
   * @param goodSince since when the grid is back; it has to stay for a while
   */
  record Islanded(Moment since, Optional<Moment> goodSince) implements Mode {
    @Override
    public String name() {
      return "islanded";
    }

    @Override
    public String reason() {
      return goodSince.isEmpty() ? "the grid is down" : "the grid is back, waiting until it stays";
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
