package io.spikewatt.controller.plan;

/**
 * Planned course of one asset. Readers must not change the arrays.
 *
 * @param powerW mean power by slot, W, positive into the site's bus (a heat pump's is negative)
 * @param level at each slot's start and at the end: state of charge in percent, of heat kWh above
 *     the lower comfort temperature; empty array for an asset that stores nothing
 * @param perKwh value of one more stored kWh at each slot's end, currency; 0 for an asset that
 *     stores nothing
 */
public record AssetSeries(double[] powerW, double[] level, double[] perKwh) {}
