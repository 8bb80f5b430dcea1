package io.spikewatt.simulator.site;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.simulator.physics.PastHeat;
import io.spikewatt.simulator.physics.PastHistory;
import io.spikewatt.simulator.physics.SiteParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The history of a simulated site at the start of a run. */
public final class RecordedPast {

  private static final String HEAT_PUMP = "heatpump1";

  private RecordedPast() {}

  /** Load, PV and heat pump of the days before {@code end}, slot by slot. */
  public static List<SlotMean> before(Instant end, int days, SiteParameters parameters) {
    List<SlotMean> means = new ArrayList<>();
    for (PastHistory.Slot slot : PastHistory.before(end, days, parameters)) {
      means.add(new SlotMean(SiteSeries.LOAD_W, slot.start(), slot.loadW()));
      means.add(new SlotMean(SiteSeries.PV_W, slot.start(), slot.pvW()));
    }
    for (PastHeat.Slot slot : PastHeat.before(end, days, parameters)) {
      means.add(new SlotMean(SiteSeries.powerW(HEAT_PUMP), slot.start(), -slot.powerW()));
      means.add(
          new SlotMean(SiteSeries.temperatureC(HEAT_PUMP), slot.start(), slot.temperatureC()));
      means.add(new SlotMean(SiteSeries.OUTDOOR_C, slot.start(), slot.outdoorC()));
    }
    return means;
  }

  /**
   * Writes it to a state directory.
   *
   * @throws IOException if the history cannot be written
   */
  public static void write(Path state, List<SlotMean> means) throws IOException {
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(means);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
