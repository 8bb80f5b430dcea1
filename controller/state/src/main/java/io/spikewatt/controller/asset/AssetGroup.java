package io.spikewatt.controller.asset;

import java.util.ArrayList;
import java.util.List;

/**
 * The assets of one term of the balance.
 *
 * @param each in the configuration's order
 * @param powerW sum of those that are measured, W, positive into the site's bus
 */
public record AssetGroup(List<AssetState> each, Estimate powerW) {

  static AssetGroup of(List<? extends AssetState> each) {
    List<Estimate> measured = new ArrayList<>(each.size());
    for (AssetState asset : each) {
      if (asset.isMeasured()) {
        measured.add(asset.powerW());
      }
    }
    return new AssetGroup(List.copyOf(each), Estimate.sum(measured));
  }
}
