package io.spikewatt.simulator.site;

import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.simulator.physics.PastHeat;
import io.spikewatt.simulator.physics.PastHistory;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The simulated site's past as the gateway would have recorded it. */
public final class PastMeans {

  private PastMeans() {}

  /** Load, PV and heat pump of the {@code days} before {@code end}. */
  public static List<SlotMean> before(Instant end, int days, SiteParameters site) {
    List<SlotMean> means = new ArrayList<>();
    for (PastHistory.Slot slot : PastHistory.before(end, days, site)) {
      means.add(new SlotMean(SiteSeries.LOAD_W, slot.start(), slot.loadW()));
      means.add(new SlotMean(SiteSeries.PV_W, slot.start(), slot.pvW()));
    }
    String pump = "heatpump1";
    for (PastHeat.Slot slot : PastHeat.before(end, days, site)) {
      means.add(new SlotMean(SiteSeries.powerW(pump), slot.start(), -slot.powerW()));
      means.add(new SlotMean(SiteSeries.temperatureC(pump), slot.start(), slot.temperatureC()));
      means.add(new SlotMean(SiteSeries.OUTDOOR_C, slot.start(), slot.outdoorC()));
    }
    return means;
  }
}
