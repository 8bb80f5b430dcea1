import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.history.WeatherIssue;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of a home with a measured plant, scaled to 5 kW, and the measured load of another
 * home, moved to the plant's years and zone with its weekdays. Predicted weather is stored as a
 * service gives it: hourly means, once a day for the next three days.
 */
final class WeatherMonthRecord {
  private static final double PLANT_KW = 20_000;
  private static final double RATED_W = 5_000;
  private static final String LOAD = "home_london_10.csv.gz";

  /** 313 weeks from 2013 to 2019, and eight hours between the zones. */
  private static final Duration MOVED = Duration.ofDays(2191).minus(Duration.ofHours(8));

  private static final Duration YEAR = Duration.ofDays(364);
  private static final Instant LOAD_START = Instant.parse("2013-01-01T00:00:00Z");
  private static final Duration REACH = Duration.ofDays(3);
  private static final GeoPosition PLACE = new GeoPosition(38, 115);

  private final TimeSeries global;
  private final TimeSeries direct;
  private final TimeSeries temperature;
  private final ClearSky sky = new ClearSky(PLACE);

  private WeatherMonthRecord(Path file) {
    global = MeasuredSeries.column(file, "nwp_ghi_wm2");
    direct = MeasuredSeries.column(file, "nwp_dni_wm2");
    temperature = MeasuredSeries.column(file, "nwp_temp_c");
  }

  static HistoryStore write(Path data, Path folder, String plant) throws SQLException {
    Path file = data.resolve(plant + ".csv.gz");
    HistoryStore store = HistoryStore.open(folder);
    measured(store, MeasuredSeries.column(file, "pv_kw"), MeasuredSeries.column(data.resolve(LOAD), "load_kw"));
    new WeatherMonthRecord(file).predicted(store);
    return store;
  }

  private static void measured(HistoryStore store, TimeSeries pv, TimeSeries load)
      throws SQLException {
    List<SlotMean> means = new ArrayList<>();
    for (int row = 0; row < pv.values().length; row++) {
      Instant at = pv.start().plus(QuarterHour.LENGTH.multipliedBy(row));
      if (Double.isFinite(pv.values()[row])) {
        double powerW = RATED_W * pv.values()[row] / PLANT_KW;
        means.add(new SlotMean(SiteSeries.PV_W, at, powerW));
        means.add(new SlotMean(SiteSeries.PV_MEASURED_W, at, powerW));
      }
      Instant then = at.minus(MOVED);
      then = then.isBefore(LOAD_START) ? then.plus(YEAR) : then;
      means.add(new SlotMean(SiteSeries.LOAD_W, at, 1000 * MeasuredSeries.at(load, then)));
      if (means.size() > 3_000 || row == pv.values().length - 1) {
        store.append(means);
        means.clear();
      }
    }
  }

  private void predicted(HistoryStore store) {
    Instant end = global.end();
    for (Instant at = global.start(); at.isBefore(end); at = at.plus(Duration.ofDays(1))) {
      int hours = (int) Math.min(REACH.toHours(), Duration.between(at, end).toHours());
      store.keepWeather(
          List.of(
              issue(at, WeatherQuantity.GLOBAL_IRRADIANCE, hours),
              issue(at, WeatherQuantity.DIRECT_IRRADIANCE, hours),
              issue(at, WeatherQuantity.TEMPERATURE, hours)));
    }
  }

  private WeatherIssue issue(Instant at, WeatherQuantity quantity, int hours) {
    float[] means = new float[hours];
    for (int hour = 0; hour < hours; hour++) {
      double sum = 0;
      for (int quarter = 0; quarter < 4; quarter++) {
        sum += value(quantity, at.plus(QuarterHour.LENGTH.multipliedBy(4L * hour + quarter)));
      }
      means[hour] = (float) (sum / 4);
    }
    return new WeatherIssue("open-meteo", at, quantity, at, Duration.ofHours(1), means);
  }

  private double value(WeatherQuantity quantity, Instant at) {
    return switch (quantity) {
      case GLOBAL_IRRADIANCE -> of(global, at);
      case DIRECT_IRRADIANCE ->
          of(direct, at)
              * Math.max(0, sky.cosZenith(at.plus(QuarterHour.LENGTH.dividedBy(2))));
      default -> of(temperature, at);
    };
  }

  /** NaN = not predicted. */
  private static double of(TimeSeries series, Instant at) {
    return series.values()[(int) Duration.between(series.start(), at).dividedBy(QuarterHour.LENGTH)];
  }
}
