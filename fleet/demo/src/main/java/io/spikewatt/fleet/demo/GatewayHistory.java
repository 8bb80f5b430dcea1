package io.spikewatt.fleet.demo;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fills the history of a gateway that has not measured anything itself. */
public final class GatewayHistory {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final double W_PER_KW = 1000;

  private GatewayHistory() {}

  /**
   * Writes a load as if the gateway had recorded it.
   *
   * @param state directory of the gateway, which does not run
   * @param loadKw in slots of one or more quarter hours; gaps stay gaps
   * @throws IOException if the history cannot be written
   */
  public static void write(Path state, TimeSeries loadKw) throws IOException {
    int quarters = Math.max(1, (int) loadKw.step().dividedBy(SLOT));
    List<SlotMean> means = new ArrayList<>();
    for (int k = 0; k < loadKw.values().length; k++) {
      double watts = W_PER_KW * loadKw.values()[k];
      for (int quarter = 0; quarter < quarters && Double.isFinite(watts); quarter++) {
        means.add(
            new SlotMean(
                SiteSeries.LOAD_W,
                loadKw.start().plus(loadKw.step().multipliedBy(k)).plus(SLOT.multipliedBy(quarter)),
                watts));
      }
    }
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(means);
    } catch (SQLException e) {
      throw new IOException("the history in " + state + " cannot be written", e);
    }
  }
}
