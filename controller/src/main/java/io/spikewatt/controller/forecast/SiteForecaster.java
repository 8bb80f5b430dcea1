package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.inference.feature.Position;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** Forecasts load and PV of the site from its own history. */
public final class SiteForecaster {

  /** Length of a slot of history, forecast and plan. */
  public static final Duration SLOT = Duration.ofMinutes(15);

  private static final int HORIZON = 36 * 4;
  private static final Duration MEMORY = Duration.ofDays(400);
  private static final Duration RECENT = Duration.ofDays(42);

  private final HistoryStore store;
  private final SeriesForecaster load;
  private final SeriesForecaster pv;
  private final boolean hasPv;

  public SiteForecaster(Site site, HistoryStore store) {
    this.store = store;
    Optional<Position> position =
        site.position().map(p -> new Position(p.latitudeDeg(), p.longitudeDeg()));
    double ratedW = 0;
    for (DeviceConfig device : site.devices()) {
      ratedW += device.role() instanceof Role.Pv pvRole ? pvRole.ratedW() : 0;
    }
    this.hasPv = ratedW > 0;
    OptionalDouble capacity = hasPv ? OptionalDouble.of(ratedW) : OptionalDouble.empty();
    this.load =
        new SeriesForecaster(
            SiteSeries.LOAD_W,
            SeriesKind.LOAD,
            new ForecastSettings(site.zone(), SLOT, HORIZON, position, OptionalDouble.empty()));
    this.pv =
        new SeriesForecaster(
            SiteSeries.PV_W,
            SeriesKind.PV,
            new ForecastSettings(site.zone(), SLOT, HORIZON, position, capacity));
  }

  /** The series that are learnt. */
  List<SeriesForecaster> learnt() {
    return hasPv ? List.of(load, pv) : List.of(load);
  }

  /** Learns one series anew from all of its history up to {@code now}. */
  Optional<TrainedForecaster> learn(SeriesForecaster series, Instant now, BooleanSupplier cancelled)
      throws SQLException {
    TimeSeries history = store.read(series.series(), now.minus(MEMORY), now, SLOT);
    return series.learn(history, cancelled);
  }

  /** Skill of the load forecast in use; NaN = not measured. */
  public double loadSkill() {
    return load.skill();
  }

  /** Skill of the PV forecast in use; NaN = not measured. */
  public double pvSkill() {
    return pv.skill();
  }

  /**
   * Forecasts from the start of the running slot.
   *
   * @return empty if nothing is known of the load, or of the PV on a site that has some
   */
  Optional<SiteForecasts> forecast(Instant now) throws SQLException {
    TimeSeries loadHistory = store.read(load.series(), now.minus(RECENT), now, SLOT);
    Optional<Forecast> loadAhead = load.forecast(loadHistory);
    if (loadAhead.isEmpty()) {
      return Optional.empty();
    }
    Optional<Forecast> pvAhead =
        hasPv
            ? pv.forecast(store.read(pv.series(), now.minus(RECENT), now, SLOT))
            : Optional.of(none(loadAhead.get()));
    return pvAhead.map(ahead -> new SiteForecasts(loadAhead.get(), ahead));
  }

  /** A site without PV will have none tomorrow. */
  private static Forecast none(Forecast like) {
    double[] zero = new double[like.slots()];
    Arrays.fill(zero, 0);
    return new Forecast(like.origin(), like.slot(), zero, zero, zero, zero, "none");
  }
}
