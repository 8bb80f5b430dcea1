package io.spikewatt.controller.asset.heatpump;

/**
 * Heat that a store is expected to need. One element a slot; readers must not change the arrays.
 *
 * @param arrivingKwh heat that reaches the thermometer before new heat does, less the heat drawn
 *     until then, kWh
 * @param demandW heat drawn from the store, and lost at the lower end of its band, W, from then on;
 *     negative = the sun, or heat put in earlier, warms it
 * @param cop heat from a kWh of electricity
 * @param sunKwh heat that may warm a store at the upper end of its band within a day, while the
 *     pump is off and the demand is less than expected by its usual error, kWh
 */
public record HeatForecast(double arrivingKwh, double[] demandW, double[] cop, double sunKwh) {}
