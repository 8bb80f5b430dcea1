package io.spikewatt.simulator.physics;

import java.time.Instant;

/**
 * Physical state during one step.
 *
 * @param at end of the step
 * @param environment external conditions
 * @param powers at the site's bus
 * @param unservedW uncontrolled consumption that an island could not serve, W, positive; not part
 *     of the balance
 * @param battery at the end of the step
 * @param car at the end of the step
 * @param relayClosed whether the shed relay was closed
 * @param island state that only a site with island equipment has
 */
public record PlantTruth(
    Instant at,
    Environment environment,
    Powers powers,
    double unservedW,
    Battery battery,
    Car car,
    boolean relayClosed,
    Island island) {

  /** True if the public grid fed the site's bus. */
  public boolean connected() {
    return environment.gridUp() && !island.separated();
  }

  /**
   * @param gridUp whether the public grid was present
   * @param pvAvailableW available power of the array, W
   * @param contactClosed whether the grid operator's contact was closed
   * @param importPerKwh price of import, currency a kWh
   * @param exportPerKwh price of export, currency a kWh
   */
  public record Environment(
      boolean gridUp,
      double pvAvailableW,
      boolean contactClosed,
      double importPerKwh,
      double exportPerKwh) {}

  /**
   * Positive power flows into the bus, so consumers read negative. With those of the island their
   * sum is 0.
   *
   * @param gridW import positive, W
   * @param pvW production, W
   * @param batteryW discharge positive, W
   * @param loadW uncontrolled consumption that was served, W, negative
   * @param heaterW the load behind the shed relay, W, negative
   * @param evW the car's charging, W, negative
   * @param computeW the compute cluster, W, negative
   * @param heatPumpW the heat pump, W, negative
   */
  public record Powers(
      double gridW,
      double pvW,
      double batteryW,
      double loadW,
      double heaterW,
      double evW,
      double computeW,
      double heatPumpW) {}

  /**
   * @param storedWh energy in the cells, Wh
   * @param socPct state of charge, percent
   */
  public record Battery(double storedWh, double socPct) {}

  /**
   * @param connected whether a car was plugged in
   * @param storedWh energy in it, Wh; 0 without a car
   * @param socPct its state of charge, percent; meaningless without a car
   */
  public record Car(boolean connected, double storedWh, double socPct) {}

  /**
   * @param separated whether nothing but the site's own sources fed its bus
   * @param dark whether the bus had no voltage
   * @param gensetW production, W
   * @param secondLoadW the load behind the second shed relay, W, negative
   */
  public record Island(boolean separated, boolean dark, double gensetW, double secondLoadW) {}

  /** Power through the load feeder, W, negative: all loads that only a relay can control. */
  public double feederW() {
    return powers.loadW + powers.heaterW + island.secondLoadW;
  }
}
