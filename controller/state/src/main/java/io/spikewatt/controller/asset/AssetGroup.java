package io.spikewatt.controller.asset;

import java.util.List;

/**
 * The assets of one term of the balance.
 *
 * @param each in the configuration's order
 * @param powerW sum of those that are measured, W, positive into the site's bus
 */
public record AssetGroup(List<AssetState> each, Estimate powerW) {

  static AssetGroup of(List<? extends AssetState> each) {
    List<Estimate> measured =
        each.stream().filter(AssetState::isMeasured).map(AssetState::powerW).toList();
    return new AssetGroup(List.copyOf(each), Estimate.sum(measured));
  }
}
