import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A home's load and PV by the minute, with day-ahead prices by the hour. The recorded half hours or
 * hours keep their energy; within them the load has the shape of another home, recorded by the
 * minute.
 *
 * @param start local midnight
 * @param loadW by the minute, W
 * @param pvW by the minute, W
 * @param spot day-ahead price by the hour, currency a kWh; two days more than the load
 */
record HomeSeries(ZoneId zone, Instant start, double[] loadW, double[] pvW, double[] spot) {

  private static final int MINUTES = 1_440;
  private static final int SHAPE_DAYS = 20;
  private static final int SPOT_YEAR = 2023;

  /** Of the simulated days. */
  private static final int YEAR = 2026;

  /** Largest load, W; beyond it the shape is cut. */
  private static final double MOST_W = 9_000;

  /**
   * @param file with the columns load_kw and pv_kw
   * @param pvFactor scales the plant
   */
  static HomeSeries read(
      Path data, String file, ZoneId zone, LocalDate day, int days, double pvFactor) {
    TimeSeries loads = MeasuredSeries.column(data.resolve(file), "load_kw");
    TimeSeries plant = MeasuredSeries.column(data.resolve(file), "pv_kw");
    SeriesTable shape = MeasuredSeries.minutes(data.resolve("fast_home_sceaux_20d_1min.csv.gz"));
    TimeSeries spot =
        MeasuredSeries.column(data.resolve("price_be_dayahead.csv.gz"), "price_eur_kwh");
    int step = (int) loads.step().toMinutes();
    Instant start = day.atStartOfDay(zone).toInstant();
    double[] load = new double[days * MINUTES];
    double[] pv = new double[days * MINUTES];
    for (int m = 0; m < load.length; m += step) {
      Instant at = start.plus(Duration.ofMinutes(m));
      double mean = 0;
      for (int i = 0; i < step; i++) {
        mean += shape(shape, m + i) / step;
      }
      for (int i = 0; i < step; i++) {
        load[m + i] =
            Math.min(MOST_W, 1000 * MeasuredSeries.at(loads, at) * shape(shape, m + i) / mean);
        pv[m + i] = 1000 * MeasuredSeries.at(plant, at) * pvFactor;
      }
    }
    double[] prices = new double[(days + 2) * 24];
    Instant first = day.withYear(SPOT_YEAR).atStartOfDay(ZoneId.of("Europe/Brussels")).toInstant();
    for (int h = 0; h < prices.length; h++) {
      prices[h] = MeasuredSeries.at(spot, first.plus(Duration.ofHours(h)));
    }
    return new HomeSeries(zone, shifted(day).atStartOfDay(zone).toInstant(), load, pv, prices);
  }

  /** The same weekday and season this year: the daemon believes no clock from before its time. */
  private static LocalDate shifted(LocalDate day) {
    LocalDate there = day.withYear(YEAR);
    return there.minusDays(Math.floorMod(there.toEpochDay() - day.toEpochDay(), 7));
  }

  /** The other home at the same local time. */
  private static double shape(SeriesTable shape, int minute) {
    Instant midnight = Instant.parse("2006-12-16T23:00:00Z");
    int row = (int) Duration.between(shape.start(), midnight).toMinutes();
    row += minute % ((SHAPE_DAYS - 1) * MINUTES);
    double[] values = shape.columns().getFirst();
    while (Double.isNaN(values[row])) {
      row--;
    }
    return values[row];
  }

  int days() {
    return loadW.length / MINUTES;
  }
}
