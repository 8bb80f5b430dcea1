package io.spikewatt.simulator.physics;

/**
 * External conditions of the site in one second.
 *
 * @param pvAvailableW available power of the array, W
 * @param loadW uncontrolled consumption without the heater, W, positive
 * @param heaterW demand of the load behind the shed relay, W, positive
 * @param computeDemandW demand of the compute cluster, W, positive
 * @param contactScheduled whether the grid operator's contact is closed by plan
 * @param importPerKwh price of import, currency a kWh
 * @param exportPerKwh price of export, currency a kWh
 * @param heat weather and hot water, for a heat pump
 */
public record SiteConditions(
    double pvAvailableW,
    double loadW,
    double heaterW,
    double computeDemandW,
    boolean contactScheduled,
    double importPerKwh,
    double exportPerKwh,
    HeatConditions heat) {}
