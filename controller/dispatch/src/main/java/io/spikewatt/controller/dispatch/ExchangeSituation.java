package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.StoragePolicy;
import java.util.Map;

/**
 * Inputs of the stages of one cycle.
 *
 * @param net net load of the site
 * @param policy storage policy
 * @param band range for the power at the grid connection
 * @param limits the same from the limits alone, without prices
 * @param relied power that the batteries are trusted to provide
 * @param recovery extra correction for exceeded limits
 * @param requested powers that requests set, by device id
 */
record ExchangeSituation(
    NetLoad net,
    StoragePolicy policy,
    ExchangeBand band,
    ExchangeBand limits,
    RegulatorRange relied,
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
