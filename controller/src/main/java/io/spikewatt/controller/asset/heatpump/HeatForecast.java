package io.spikewatt.controller.asset.heatpump;

/**
 * Heat that a store is expected to need. One element a slot; readers must not change the arrays.
 *
 * @param demandW heat drawn from the store, and lost at the lower end of its band, W; negative =
 *     the sun warms it
 * @param cop heat from a kWh of electricity
 */
public record HeatForecast(double[] demandW, double[] cop) {}
