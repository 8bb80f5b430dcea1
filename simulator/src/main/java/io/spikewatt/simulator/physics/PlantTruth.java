package io.spikewatt.simulator.physics;

import java.time.Instant;

/**
 * What physically happened during one step. Positive power flows into the site bus, so consumers
 * read negative and {@code gridW + pvW + batteryW + loadW + heaterW + evW + computeW} is 0.
 *
 * @param at end of the step
 * @param gridUp whether the public grid was there
 * @param gridW import positive, W
 * @param pvW production, W
 * @param pvAvailableW what the array could have delivered, W
 * @param batteryW discharge positive, W
 * @param loadW uncontrolled consumption that was served, W, negative
 * @param heaterW the load behind the shed relay, W, negative
 * @param evW the car's charging, W, negative
 * @param computeW the compute cluster, W, negative
 * @param unservedW uncontrolled consumption that an island could not serve, W, positive; not part
 *     of the balance
 * @param batteryStoredWh energy in the cells at the end of the step, Wh
 * @param batterySocPct state of charge at the end of the step, percent
 * @param evConnected whether a car was plugged in
 * @param evStoredWh energy in the plugged-in car at the end of the step, Wh; 0 without a car
 * @param evSocPct the car's state of charge, percent; meaningless without a car
 * @param contactClosed whether the grid operator's contact was closed
 * @param relayClosed whether the shed relay was closed
 * @param importPerKwh price of import, currency a kWh
 * @param exportPerKwh price of export, currency a kWh
 * @param island what only a site with gear for islands has
 */
public record PlantTruth(
    Instant at,
    boolean gridUp,
    double gridW,
    double pvW,
    double pvAvailableW,
    double batteryW,
    double loadW,
    double heaterW,
    double evW,
    double computeW,
    double unservedW,
    double batteryStoredWh,
    double batterySocPct,
    boolean evConnected,
    double evStoredWh,
    double evSocPct,
    boolean contactClosed,
    boolean relayClosed,
    double importPerKwh,
    double exportPerKwh,
    Island island) {

  /**
   * @param separated whether nothing but the site's own sources fed its bus
   * @param dark whether the bus had no voltage
   * @param gensetW production, W
   * @param secondLoadW the load behind the second shed relay, W, negative
   */
  public record Island(boolean separated, boolean dark, double gensetW, double secondLoadW) {}

  /** Sum of all powers at the bus, W; 0 up to rounding. */
  public double balanceW() {
    return gridW
        + pvW
        + batteryW
        + loadW
        + heaterW
        + evW
        + computeW
        + island.gensetW
        + island.secondLoadW;
  }
}
