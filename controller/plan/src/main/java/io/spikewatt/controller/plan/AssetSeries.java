package io.spikewatt.controller.plan;

import java.util.Arrays;

/**
 * Planned course of one asset, or of the batteries or the compute clusters as one. Readers must not
 * change the arrays.
 *
 * @param id the device's; its group where devices are planned as one
 * @param group kind of asset, {@link #BATTERY}, {@link #EV}, {@link #COMPUTE} or {@link #HEAT_PUMP}
 * @param powerW mean power by slot, W, positive into the site's bus (a heat pump's is negative)
 * @param level at each slot's start and at the end: state of charge in percent, of heat kWh above
 *     the lower comfort temperature; empty array for an asset without a planned level
 * @param perKwh value of one more stored kWh at each slot's end, currency; empty array for an asset
 *     without a planned level
 */
public record AssetSeries(
    String id, String group, double[] powerW, double[] level, double[] perKwh) {

  /** The slots from {@code from} to the one before {@code to}. */
  AssetSeries part(int from, int to) {
    return new AssetSeries(
        id, group, part(powerW, from, to), part(level, from, to + 1), part(perKwh, from, to));
  }

  private static double[] part(double[] values, int from, int to) {
    return values.length == 0 ? values : Arrays.copyOfRange(values, from, to);
  }

  public static final String BATTERY = "battery";
  public static final String EV = "ev";
  public static final String COMPUTE = "compute";
  public static final String HEAT_PUMP = "heatPump";
}
