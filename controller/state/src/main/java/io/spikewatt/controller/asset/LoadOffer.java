package io.spikewatt.controller.asset;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Needs and offers of a load in one cycle.
 *
 * @param needs in the order in which they explain its power; empty = it must not run
 * @param giveBack permitted return of energy; empty = none now
 * @param action while it has power
 * @param idle why it takes none
 * @param leastW smallest power above its base other than 0 now, W; empty = as its range says
 */
public record LoadOffer(
    List<LoadNeed> needs,
    Optional<GiveBack> giveBack,
    Action action,
    Reason idle,
    OptionalDouble leastW) {

  public LoadOffer {
    needs = List.copyOf(needs);
  }

  /** For a load whose least power never changes. */
  public LoadOffer(List<LoadNeed> needs, Optional<GiveBack> giveBack, Action action, Reason idle) {
    this(needs, giveBack, action, idle, OptionalDouble.empty());
  }

  /**
   * Where its energy may go.
   *
   * @param toSite whether it is worth less than its saving at the site
   * @param toGrid whether it is worth less than the export price
   * @param afterStorage whether the batteries are cheaper
   */
  public record GiveBack(boolean toSite, boolean toGrid, boolean afterStorage) {}

  public boolean isUrgent() {
    return needs.stream().anyMatch(LoadNeed::isUrgent);
  }

  /** Power that is urgent, W above its base. */
  public double urgentW() {
    return gridW(LoadNeed.Urgency.URGENT);
  }

  /** Power that is worth its price from the grid, W above its base. */
  public double worthW() {
    return gridW(LoadNeed.Urgency.WORTH);
  }

  /** Needs of one urgency are alternatives. */
  private double gridW(LoadNeed.Urgency urgency) {
    return needs.stream()
        .filter(need -> need.urgency() == urgency)
        .mapToDouble(LoadNeed::gridW)
        .max()
        .orElse(0);
  }
}
