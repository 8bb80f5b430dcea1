package io.spikewatt.controller.cycle;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.history.SiteSeries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Readings of a cycle that enter the recorded series of the site. */
final class SeriesReadings {

  private SeriesReadings() {}

  /** The cycle's reading of each series; empty if unknown. */
  static Map<String, OptionalDouble> of(PlantState state) {
    Map<String, OptionalDouble> readings = new LinkedHashMap<>();
    readings.put(SiteSeries.LOAD_W, state.loadW().ifKnown());
    readings.put(SiteSeries.PV_W, given(state.pvW(), state.potential(BalanceTerm.PV)));
    readings.put(SiteSeries.PV_MEASURED_W, state.pvW().ifKnown());
    if (state.windW().isInstalled()) {
      readings.put(SiteSeries.WIND_W, given(state.windW(), state.potential(BalanceTerm.WIND)));
      readings.put(SiteSeries.WIND_MEASURED_W, state.windW().ifKnown());
    }
    readings.put(SiteSeries.GRID_W, state.gridW().ifKnown());
    readings.put(SiteSeries.BATTERY_W, state.batteryW().ifKnown());
    SiteSeries.LOADS_W.forEach(
        load -> readings.put(load.name(), state.powerW(load.term()).ifKnown()));
    if (state.gensetW().isInstalled()) {
      readings.put(SiteSeries.GENSET_W, state.gensetW().ifKnown());
    }
    for (AssetState battery : state.assets().group(BalanceTerm.BATTERY).each()) {
      readings.put(SiteSeries.socPct(battery.id()), battery.socPct().ifKnown());
    }
    for (HeatPumpState pump : state.assets().each(HeatPumpState.class)) {
      readings.put(SiteSeries.powerW(pump.id()), pump.powerW().ifKnown());
      readings.put(SiteSeries.temperatureC(pump.id()), pump.temperatureC().ifKnown());
      readings.put(SiteSeries.OUTDOOR_C, pump.outdoorC().ifKnown());
    }
    return readings;
  }

  /** From curtailed production the forecast would learn a cloud or a lull that never was. */
  private static OptionalDouble given(Estimate measured, Potential potential) {
    return potential == Potential.UNCURTAILED ? measured.ifKnown() : OptionalDouble.empty();
  }
}
