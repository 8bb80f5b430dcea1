package io.spikewatt.controller.asset;

import java.util.List;

/**
 * @param powerW W, discharge positive
 * @param socPct percent of usable capacity
 */
public record BatteryState(String id, Estimate powerW, Estimate socPct) implements AssetState {

  @Override
  public List<StateDetail> details() {
    return List.of(new StateDetail.Quantity("socPct", socPct));
  }
}
