package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;

/** Reads a heat pump's state; its meter reads the values that contacts do not measure. */
final class HeatPumpReading {

  private HeatPumpReading() {}

  /** {@code powerW}: the pump's power in the balance, W. */
  static HeatPumpState state(
      PlantSnapshot snapshot, DeviceConfig device, HeatBand band, Estimate powerW) {
    String sensor = source(device, Quantity.TEMPERATURE_C);
    Estimate temperatureC = Estimate.of(snapshot, sensor, Quantity.TEMPERATURE_C);
    Estimate storedKwh =
        temperatureC instanceof Estimate.Known known
            ? new Estimate.Known(band.storedKwh(known.value()), Estimate.How.DERIVED, known.at())
            : temperatureC;
    return new HeatPumpState(device.id(), powerW, temperatureC, outdoorC(snapshot), storedKwh);
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

  /** Id of the device that reads a quantity of the pump. */
  static String source(DeviceConfig device, Quantity quantity) {
    return device.profile().points().reads().contains(quantity)
        ? device.id()
        : device.meter().orElse(device.id());
  }
}
