package io.spikewatt.controller.history;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import io.spikewatt.controller.estimate.PlantState.PvPotential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Which series of the site are kept, and what they are taken from. */
public final class SiteSeries {

  /** Uncontrolled consumption, W, positive as consumed. */
  public static final String LOAD_W = "load_w";

  /** PV production as the sun gave it; slots in which it was curtailed have no value. */
  public static final String PV_W = "pv_w";

  /** PV production as it was, curtailed or not. */
  public static final String PV_MEASURED_W = "pv_measured_w";

  private SiteSeries() {}

  /** A battery's state of charge, percent. */
  public static String socPct(String battery) {
    return battery + "_soc_pct";
  }

  /** The cycle's reading of each series; empty where it is not known. */
  public static Map<String, OptionalDouble> of(PlantState state) {
    Map<String, OptionalDouble> readings = new LinkedHashMap<>();
    readings.put(LOAD_W, state.loadW().ifKnown());
    // Curtailed production would teach the forecast a cloud that was not there.
    readings.put(
        PV_W,
        state.pvPotential() == PvPotential.UNCURTAILED
            ? state.pvW().ifKnown()
            : OptionalDouble.empty());
    readings.put(PV_MEASURED_W, state.pvW().ifKnown());
    readings.put("grid_w", state.gridW().ifKnown());
    readings.put("battery_w", state.batteryW().ifKnown());
    readings.put("ev_w", state.evW().ifKnown());
    readings.put("compute_w", state.computeW().ifKnown());
    for (BatteryState battery : state.batteries()) {
      Estimate soc = battery.socPct();
      readings.put(socPct(battery.id()), soc.ifKnown());
    }
    return readings;
  }
}
