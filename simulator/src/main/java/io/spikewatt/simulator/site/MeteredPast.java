package io.spikewatt.simulator.site;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the meters of a simulated site have recorded of a past without Spikewatt: the battery
 * follows the net load, the car charges in the evening, the servers run on.
 */
public final class MeteredPast {

  private static final double COMPUTE_W = 500;
  private static final double CAR_W = 3_000;
  private static final int CAR_FROM_HOUR = 18;
  private static final int CAR_TO_HOUR = 20;
  private static final double SLOT_HOURS = QuarterHour.LENGTH.toMinutes() / 60.0;

  private final Site site;
  private final String batteryId;
  private final Role.Battery battery;
  private final List<SlotMean> means = new ArrayList<>();
  private double storedWh;

  private MeteredPast(Site site, String batteryId, Role.Battery battery) {
    this.site = site;
    this.batteryId = batteryId;
    this.battery = battery;
    this.storedWh = battery.capacityWh() / 2;
  }

  /**
   * Meters' means beside those of load, sources and heat pump.
   *
   * @param site with one battery, a car and a compute cluster
   * @param past what {@link RecordedPast} gives
   */
  public static List<SlotMean> of(Site site, List<SlotMean> past) {
    Map<Instant, Double> netW = new TreeMap<>();
    for (SlotMean mean : past) {
      boolean consumed = mean.series().equals(SiteSeries.LOAD_W);
      if (consumed || mean.series().endsWith("_w")) {
        netW.merge(mean.start(), consumed ? mean.value() : -mean.value(), Double::sum);
      }
    }
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        MeteredPast metered = new MeteredPast(site, device.id(), battery);
        netW.forEach(metered::slot);
        return metered.means;
      }
    }
    throw new IllegalArgumentException("a site without a battery: " + site.name());
  }

  private void slot(Instant start, double netW) {
    double carW = carW(start.atZone(site.zone()));
    double net = netW + carW + COMPUTE_W;
    put(SiteSeries.socPct(batteryId), start, 100 * storedWh / battery.capacityWh());
    double batteryW = net > 0 ? dischargeW(net) : -chargeW(-net);
    put(SiteSeries.BATTERY_W, start, batteryW);
    put("ev_w", start, -carW);
    put("compute_w", start, -COMPUTE_W);
    // The inverter keeps the export limit.
    put(SiteSeries.GRID_W, start, Math.max(net - batteryW, -site.grid().exportLimitW()));
  }

  private static double carW(ZonedDateTime at) {
    boolean home = at.getDayOfWeek() != DayOfWeek.SATURDAY;
    return home && at.getHour() >= CAR_FROM_HOUR && at.getHour() < CAR_TO_HOUR ? CAR_W : 0;
  }

  private double dischargeW(double wanted) {
    double least = battery.capacityWh() * battery.minSocPct() / 100;
    double there = (storedWh - least) * battery.efficiency() / SLOT_HOURS;
    double given = Math.min(wanted, Math.min(battery.dischargeW(), there));
    storedWh -= given * SLOT_HOURS / battery.efficiency();
    return given;
  }

  private double chargeW(double offered) {
    double most = battery.capacityWh() * battery.maxSocPct() / 100;
    double room = (most - storedWh) / battery.efficiency() / SLOT_HOURS;
    double taken = Math.min(offered, Math.min(battery.chargeW(), room));
    storedWh += taken * SLOT_HOURS * battery.efficiency();
    return taken;
  }

  private void put(String series, Instant start, double value) {
    means.add(new SlotMean(series, start, value));
  }
}
