import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

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

  /** A recorded series of equal steps. */
  private record Recorded(Instant start, int minutes, List<double[]> rows) {

    double[] at(Instant time) {
      return rows.get((int) (Duration.between(start, time).toMinutes() / minutes));
    }
  }

  /**
   * @param file with the columns load_kw and pv_kw first
   * @param pvFactor scales the plant
   */
  static HomeSeries read(
      Path data, String file, ZoneId zone, LocalDate day, int days, double pvFactor)
      throws IOException {
    Recorded home = recorded(data.resolve(file), 2);
    Recorded shape = recorded(data.resolve("fast_home_sceaux_20d_1min.csv.gz"), 1);
    Recorded spot = recorded(data.resolve("price_be_dayahead.csv.gz"), 1);
    Instant start = day.atStartOfDay(zone).toInstant();
    double[] load = new double[days * MINUTES];
    double[] pv = new double[days * MINUTES];
    for (int m = 0; m < load.length; m += home.minutes) {
      double[] row = home.at(start.plus(Duration.ofMinutes(m)));
      double mean = 0;
      for (int i = 0; i < home.minutes; i++) {
        mean += shape(shape, m + i) / home.minutes;
      }
      for (int i = 0; i < home.minutes; i++) {
        load[m + i] = Math.min(MOST_W, 1000 * row[0] * shape(shape, m + i) / mean);
        pv[m + i] = 1000 * row[1] * pvFactor;
      }
    }
    double[] prices = new double[(days + 2) * 24];
    Instant first = day.withYear(SPOT_YEAR).atStartOfDay(ZoneId.of("Europe/Brussels")).toInstant();
    for (int h = 0; h < prices.length; h++) {
      prices[h] = spot.at(first.plus(Duration.ofHours(h)))[0];
    }
    return new HomeSeries(zone, shifted(day).atStartOfDay(zone).toInstant(), load, pv, prices);
  }

  /** The same weekday and season this year: the daemon believes no clock from before its time. */
  private static LocalDate shifted(LocalDate day) {
    LocalDate there = day.withYear(YEAR);
    return there.minusDays(Math.floorMod(there.toEpochDay() - day.toEpochDay(), 7));
  }

  /** The other home at the same local time. */
  private static double shape(Recorded shape, int minute) {
    Instant midnight = Instant.parse("2006-12-16T23:00:00Z");
    long skipped = Duration.between(shape.start, midnight).toMinutes();
    return shape.rows.get((int) (skipped + minute % ((SHAPE_DAYS - 1) * MINUTES)))[0];
  }

  private static Recorded recorded(Path file, int columns) throws IOException {
    List<double[]> rows = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
      reader.readLine();
      double[] last = new double[columns];
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] parts = line.split(",", -1);
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = parts[i + 1].isEmpty() ? last[i] : Double.parseDouble(parts[i + 1]);
        }
        if (times.size() < 2) {
          times.add(Instant.parse(parts[0]));
        }
        rows.add(row);
        last = row;
      }
    }
    int minutes = (int) Duration.between(times.get(0), times.get(1)).toMinutes();
    return new Recorded(times.get(0).atOffset(ZoneOffset.UTC).toInstant(), minutes, rows);
  }

  int days() {
    return loadW.length / MINUTES;
  }
}
