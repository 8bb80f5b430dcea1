package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.How;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.hal.time.Moment;

/**
 * Power by which the net load may be higher than estimated, because a balance with the reports of
 * loads gave a part of it. A cluster that reports less than it draws makes such a part too small,
 * and the batteries would charge beyond the import limit.
 */
final class NetLoadDoubt {

  private NetLoadDoubt() {}

  /**
   * The doubt, W, {@code >= 0}.
   *
   * <ul>
   *   <li>A battery's power that is derived counts as no less than its setpoints make it.
   *   <li>Behind a derived power at the grid connection, a load that reports by itself counts with
   *       its largest power.
   * </ul>
   */
  static double watts(Assets assets, CycleInput input) {
    Moment at = input.grid().at();
    double watts = 0;
    for (RegulatorUnit unit : assets.regulators) {
      Estimate power = unit.state(input).powerW();
      if (power instanceof Known known
          && unit.deviceResponse.isCommanded()
          && known.how() == How.DERIVED) {
        watts += Math.max(0, unit.deviceResponse.model(at) - unit.deviceResponse.at(known, at));
      }
    }
    if (input.grid().how() == How.DERIVED) {
      watts += assets.loads.stream().mapToDouble(unit -> unit.unseenW(input)).sum();
    }
    return watts;
  }
}
