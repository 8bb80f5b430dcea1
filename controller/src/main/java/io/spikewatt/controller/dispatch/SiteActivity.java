package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.mode.Mode;
import java.time.ZonedDateTime;
import java.util.Optional;

/** What the site as a whole does. */
public sealed interface SiteActivity {

  /** Outputs are left alone. */
  record LeftAlone() implements SiteActivity {}

  /**
   * The net load is followed.
   *
   * @param battery what the batteries do together, and why
   * @param aheadW by how much the net load will have grown when they have answered, W
   */
  record FollowsNetLoad(Explanation battery, double aheadW) implements SiteActivity {}

  /**
   * Batteries and EVs rest.
   *
   * @param requested whether a request moves some of them
   */
  record Holds(boolean requested) implements SiteActivity {}

  /** The last setpoints are repeated: the power at the grid connection is not known. */
  record Repeats() implements SiteActivity {}

  /**
   * Batteries balance an island by themselves.
   *
   * @param plannedRelays relays that shed by the plan
   * @param gensets what the gensets do by a plan; empty = there is none for them
   */
  record Island(int plannedRelays, Optional<PlannedGensets> gensets) implements SiteActivity {}

  /**
   * Gensets beside their plan.
   *
   * @param run whether they run
   * @param planned whether the plan lets them run
   * @param until when the plan changes; empty = it does not
   */
  record PlannedGensets(boolean run, boolean planned, Optional<ZonedDateTime> until) {}

  /** A step of a black start. */
  record BlackStarts(Mode.Step step) implements SiteActivity {}

  /** The island goes on, and batteries keep their power to meet the grid without a step. */
  record MeetsGrid(Island island) implements SiteActivity {}

  /** Nothing is connected to the dead bus. */
  record DeadBus() implements SiteActivity {}
}
