package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Explanation;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Activity of the site as a whole. */
public sealed interface SiteActivity {

  /** Outputs are left alone. */
  record LeftAlone() implements SiteActivity {}

  /**
   * Control follows the net load.
   *
   * @param battery action of the batteries together, and why; empty = no battery can be set
   * @param aheadW expected growth of the net load until they have answered, W
   */
  record FollowsNetLoad(Optional<Explanation> battery, double aheadW) implements SiteActivity {}

  /**
   * Batteries and EVs rest.
   *
   * @param requested whether a request sets the power of some of them
   */
  record Holds(boolean requested) implements SiteActivity {}

  /** The last setpoints are repeated while the power at the grid connection is unknown. */
  record Repeats() implements SiteActivity {}

  /**
   * Batteries balance an island by themselves.
   *
   * @param plannedRelays relays that shed by the plan
   * @param gensets gensets under a plan; empty = there is none for them
   */
  record Island(int plannedRelays, Optional<PlannedGensets> gensets) implements SiteActivity {}

  /**
   * Gensets beside their plan.
   *
   * @param run whether they run
   * @param planned whether the plan lets them run
   * @param until when the plan changes; empty = never
   */
  record PlannedGensets(boolean run, boolean planned, Optional<ZonedDateTime> until) {}

  /** A step of a black start. */
  record BlackStarts(Mode.Step step) implements SiteActivity {}

  /** The island goes on, and batteries keep their power to meet the grid without a step. */
  record MeetsGrid(Island island) implements SiteActivity {}

  /** Nothing is connected to the dead bus. */
  record DeadBus() implements SiteActivity {}
}
