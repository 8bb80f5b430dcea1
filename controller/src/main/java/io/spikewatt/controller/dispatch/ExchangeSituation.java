package io.spikewatt.controller.dispatch;

import java.util.Map;

/**
 * What the stages of one cycle go by.
 *
 * @param net what the site takes
 * @param policy what is worth doing with the batteries
 * @param band where the power at the grid connection is to stay
 * @param limits the same, without regard to what is worth while
 * @param relied what the batteries are relied on for
 * @param recovery by how much more exceeded limits are answered
 * @param requested powers that requests set, by device id
 */
record ExchangeSituation(
    NetLoad net,
    StoragePolicy policy,
    ExchangeBand band,
    ExchangeBand limits,
    BatteryRange relied,
    LimitRecovery recovery,
    Map<String, RequestAllocation.Granted> requested) {

  /** Lowest net load until the batteries have answered, W. */
  double lowestW() {
    return net.nowW() + Math.min(0, net.aheadW()) - recovery.exportW();
  }

  /** Highest net load until the batteries have answered, W. */
  double highestW() {
    return net.nowW() + Math.max(0, net.aheadW()) + recovery.importW();
  }
}
