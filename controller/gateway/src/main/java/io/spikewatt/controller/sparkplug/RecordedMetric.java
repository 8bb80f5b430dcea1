package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A metric whose quarter-hour means are in the history, under the same unit and sign.
 *
 * @param device empty = of the node
 * @param name of the metric
 * @param series of the history
 */
record RecordedMetric(Optional<String> device, String name, String series) {

  /** All of a site; a birth has those among them that the site has. */
  static List<RecordedMetric> of(Site site) {
    List<RecordedMetric> all = new ArrayList<>();
    all.add(ofNode(NodeMetrics.power(BalanceTerm.GRID), SiteSeries.GRID_W));
    all.add(ofNode(NodeMetrics.power(BalanceTerm.PV), SiteSeries.PV_MEASURED_W));
    all.add(ofNode(NodeMetrics.power(BalanceTerm.WIND), SiteSeries.WIND_MEASURED_W));
    all.add(ofNode(NodeMetrics.power(BalanceTerm.BATTERY), SiteSeries.BATTERY_W));
    SiteSeries.LOADS_W.forEach(
        load -> all.add(ofNode(NodeMetrics.power(load.term()), load.name())));
    all.add(ofNode(NodeMetrics.LOAD, SiteSeries.LOAD_W));
    for (DeviceConfig device : site.devices()) {
      switch (device.role()) {
        case Role.Battery _ -> all.add(socPct(device.id()));
        case Role.HeatPump _ -> all.add(powerW(device.id()));
        default -> {}
      }
    }
    return List.copyOf(all);
  }

  private static RecordedMetric ofNode(MetricDefinition metric, String series) {
    return new RecordedMetric(Optional.empty(), metric.name(), series);
  }

  private static RecordedMetric socPct(String battery) {
    return new RecordedMetric(
        Optional.of(battery), Quantity.SOC_PCT.wireName(), SiteSeries.socPct(battery));
  }

  private static RecordedMetric powerW(String heatPump) {
    return new RecordedMetric(
        Optional.of(heatPump), Quantity.POWER_W.wireName(), SiteSeries.powerW(heatPump));
  }
}
