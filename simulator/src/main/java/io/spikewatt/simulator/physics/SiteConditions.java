package io.spikewatt.simulator.physics;

/**
 * What the world asks of the site in one second.
 *
 * @param pvAvailableW what the array could deliver, W
 * @param loadW uncontrolled consumption without the heater, W, positive
 * @param heaterW what the load behind the shed relay would draw, W, positive
 * @param computeDemandW what the compute cluster would like, W, positive
 * @param contactScheduled whether the grid operator's contact is closed by plan
 * @param importPerKwh price of import, currency a kWh
 * @param exportPerKwh price of export, currency a kWh
 */
public record SiteConditions(
    double pvAvailableW,
    double loadW,
    double heaterW,
    double computeDemandW,
    boolean contactScheduled,
    double importPerKwh,
    double exportPerKwh) {}
