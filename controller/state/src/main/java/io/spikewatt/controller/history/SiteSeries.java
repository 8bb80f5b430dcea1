package io.spikewatt.controller.history;

import io.spikewatt.controller.asset.BalanceTerm;
import java.util.List;

/** The recorded series of the site, and their sources. */
public final class SiteSeries {

  /** Uncontrolled consumption, W, positive as consumed. */
  public static final String LOAD_W = "load_w";

  /** Potential PV production; slots with curtailment have no value. */
  public static final String PV_W = "pv_w";

  /** PV production as measured, curtailed or not. */
  public static final String PV_MEASURED_W = "pv_measured_w";

  /** Potential wind power; slots with curtailment have no value. */
  public static final String WIND_W = "wind_w";

  /** Wind power as measured, curtailed or not. */
  public static final String WIND_MEASURED_W = "wind_measured_w";

  /** Power at the connection, W, import positive. */
  public static final String GRID_W = "grid_w";

  /** All batteries together, W, discharge positive. */
  public static final String BATTERY_W = "battery_w";

  /** All EV chargers together, W, charging negative. */
  public static final String EV_W = "ev_w";

  /** All compute clusters together, W, negative. */
  public static final String COMPUTE_W = "compute_w";

  /** All measured gensets together, W; recorded at a site with one. */
  public static final String GENSET_W = "genset_w";

  /** Flexible loads that are recorded together, by their term of the balance. */
  public static final List<TermSeries> LOADS_W =
      List.of(new TermSeries(BalanceTerm.EV, EV_W), new TermSeries(BalanceTerm.COMPUTE, COMPUTE_W));

  /** Published price of import, currency a kWh. May begin in the future. */
  public static final String IMPORT_PER_KWH = "import_per_kwh";

  /** Published price of export, currency a kWh. */
  public static final String EXPORT_PER_KWH = "export_per_kwh";

  /** Published emission of a kWh from the grid, kg of CO2. May begin in the future. */
  public static final String GRID_CO2_KG_PER_KWH = "grid_co2_kg_per_kwh";

  /**
   * Published values of the slot that are of a source: the sum of 1 (import), 2 (export), 4 (CO2).
   */
  public static final String SOURCED_PRICES = "sourced_prices";

  /** Outdoor temperature, °C; recorded at a site with a heat pump. */
  public static final String OUTDOOR_C = "outdoor_temperature_c";

  private SiteSeries() {}

  /** Name of the series of a term's sum, W, positive into the site's bus. */
  public record TermSeries(BalanceTerm term, String name) {}

  /** Power of one heat pump, W, consumption negative. */
  public static String powerW(String heatPump) {
    return heatPump + "_power_w";
  }

  /** Temperature of the store of one heat pump, °C. */
  public static String temperatureC(String heatPump) {
    return heatPump + "_temperature_c";
  }

  /** State of charge of one battery, %. */
  public static String socPct(String battery) {
    return battery + "_soc_pct";
  }
}
