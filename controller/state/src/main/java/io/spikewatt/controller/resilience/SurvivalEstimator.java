package io.spikewatt.controller.resilience;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.time.Moment;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Estimates from the site's history, once an hour, how it would survive an outage. Confined to one
 * thread.
 */
public final class SurvivalEstimator {

  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration MEMORY = Duration.ofDays(365);

  /** Enough for a standard error of one percent. */
  private static final int MOST_STARTS = 2_500;

  private static final long SEED = 2030_8;

  private final Site site;
  private final HistoryStore store;
  private final Duration slot;
  private final IslandSupply supply;
  private Optional<Moment> done = Optional.empty();

  /** {@code slot}: length of the history's slots. */
  public SurvivalEstimator(Site site, HistoryStore store, Duration slot) {
    this.site = site;
    this.store = store;
    this.slot = slot;
    this.supply = IslandSupply.of(site);
  }

  /** New probabilities if due; empty otherwise, and for a site without a battery. */
  public Optional<List<SurvivalProbability>> tick(Moment now) {
    boolean due = done.isEmpty() || now.since(done.get()).compareTo(EVERY) >= 0;
    if (!due || supply.usableWh() <= 0) {
      return Optional.empty();
    }
    done = Optional.of(now);
    try {
      return Optional.of(OutageSurvival.of(record(now.instant()), supply, MOST_STARTS, SEED));
    } catch (SQLException e) {
      Logger.warn("the history cannot be read for outage survival: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private RecordedSlots record(Instant now) throws SQLException {
    long slotS = slot.toSeconds();
    Instant end = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), slotS) * slotS);
    int length = (int) (MEMORY.toSeconds() / slotS);
    Instant start = end.minus(slot.multipliedBy(length));
    double[] load = store.column(SiteSeries.LOAD_W, start, length, slot);
    double[] made = new double[length];
    addProduced(made, Role.Pv.class, SiteSeries.PV_W, SiteSeries.PV_MEASURED_W, start);
    addProduced(made, Role.Wind.class, SiteSeries.WIND_W, SiteSeries.WIND_MEASURED_W, start);
    double[] usable = new double[length];
    double computeW = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        double[] soc = store.column(SiteSeries.socPct(device.id()), start, length, slot);
        for (int i = 0; i < length; i++) {
          usable[i] += battery.capacityWh() * (soc[i] - battery.minSocPct()) / 100;
        }
      }
      computeW += device.role() instanceof Role.Compute compute ? compute.minW() : 0;
    }
    for (int i = 0; i < length; i++) {
      load[i] += computeW;
    }
    return new RecordedSlots(slot, usable, load, made);
  }

  private void addProduced(
      double[] to, Class<? extends Role.Source> kind, String given, String measured, Instant start)
      throws SQLException {
    if (site.devices().stream().noneMatch(d -> kind.isInstance(d.role()))) {
      return;
    }
    double[] free = store.column(given, start, to.length, slot);
    double[] least = store.column(measured, start, to.length, slot);
    for (int i = 0; i < to.length; i++) {
      // With curtailment the potential is unknown, so the measured power counts as certain.
      to[i] += Double.isFinite(free[i]) ? free[i] : least[i];
    }
  }
}
