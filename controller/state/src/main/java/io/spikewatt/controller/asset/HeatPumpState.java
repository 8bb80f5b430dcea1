package io.spikewatt.controller.asset;

import java.util.List;

/**
 * @param powerW W, consumption negative
 * @param temperatureC of its store, °C
 * @param outdoorC outdoor temperature, °C
 * @param storedKwh heat in the store above the lower end of its band, kWh
 */
public record HeatPumpState(
    String id, Estimate powerW, Estimate temperatureC, Estimate outdoorC, Estimate storedKwh)
    implements AssetState {

  @Override
  public Estimate level() {
    return storedKwh;
  }

  @Override
  public boolean isControllable() {
    return storedKwh.isKnown();
  }

  @Override
  public List<StateDetail> details() {
    return List.of(
        new StateDetail.Quantity("powerW", powerW),
        new StateDetail.Quantity("temperatureC", temperatureC),
        new StateDetail.Quantity("outdoorC", outdoorC));
  }
}
