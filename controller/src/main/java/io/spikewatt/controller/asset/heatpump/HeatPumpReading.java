package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;

/** Reads a heat pump's state. What contacts cannot tell is read from the device's meter. */
public final class HeatPumpReading {

  private HeatPumpReading() {}

  /** Its electrical power, W, consumption negative. */
  public static Estimate powerW(PlantSnapshot snapshot, DeviceConfig device) {
    return Estimate.of(snapshot, source(device, Quantity.POWER_W), Quantity.POWER_W);
  }

  /**
   * Its state.
   *
   * @param powerW as the balance tells, W
   */
  public static HeatPumpState state(PlantSnapshot snapshot, DeviceConfig device, Estimate powerW) {
    String sensor = source(device, Quantity.TEMPERATURE_C);
    return new HeatPumpState(
        device.id(),
        powerW,
        Estimate.of(snapshot, sensor, Quantity.TEMPERATURE_C),
        outdoorC(snapshot));
  }

  /** Of whichever device of the site tells it. */
  private static Estimate outdoorC(PlantSnapshot snapshot) {
    return snapshot.all().stream()
        .filter(sample -> sample.signal().quantity() == Quantity.OUTDOOR_TEMPERATURE_C)
        .filter(Sample.Good.class::isInstance)
        .findFirst()
        .map(s -> Estimate.of(snapshot, s.signal().deviceId(), Quantity.OUTDOOR_TEMPERATURE_C))
        .orElseGet(() -> new Estimate.Unknown("no device reads the outdoor temperature"));
  }

  private static String source(DeviceConfig device, Quantity quantity) {
    return device.profile().points().reads().contains(quantity)
        ? device.id()
        : device.meter().orElse(device.id());
  }
}
