package io.spikewatt.fleet.demo;

import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A site of the demonstration: some weeks that were measured somewhere.
 *
 * @param name of its gateway
 * @param kind of the series
 * @param climate coarse group of its place: the area of its time zone
 * @param settings of its forecasts
 * @param series weeks from its first 70 %, which are for development
 */
record MeasuredSite(
    String name, SeriesKind kind, String climate, ForecastSettings settings, TimeSeries series) {

  /** Days that a site has been in service when learning begins: every second one is young. */
  private static final int OLD_DAYS = 56;

  private static final int YOUNG_DAYS = 21;

  /** Days after the learning: two weeks of trial, two of judging, and a forecast. */
  static final int LATER_DAYS = 30;

  private static final double DEVELOPMENT = 0.7;

  /** Rows of the folder's {@code sites.csv} by file. */
  private static final String SITES = "sites.csv";

  private static final List<String> LOADS =
      List.of(
          "home_london_03",
          "home_london_07",
          "home_london_10",
          "home_london_24",
          "home_london_45",
          "home_nsw_7936",
          "home_nsw_7562",
          "home_nsw_6414",
          "home_nsw_7554",
          "home_sydney_pv",
          "home_fontana_01",
          "home_fontana_10",
          "home_fontana_17",
          "campus_library");

  private static final List<String> PLANTS =
      List.of(
          "home_sydney_pv",
          "home_fontana_01",
          "home_fontana_10",
          "home_fontana_17",
          "pv_campus_sdsc",
          "pv_campus_hopkins",
          "pv_hebei_01",
          "pv_hebei_07",
          "pv_hebei_08",
          "pv_reunion");

  /**
   * Reads the sites of the demonstration: 14 loads and 10 plants.
   *
   * @param folder with {@code sites.csv} and the series
   * @param weeksEarlier by which all weeks, the judged ones too, are earlier
   * @throws IOException if a file is missing or cannot be read, or is too short; names it
   */
  static List<MeasuredSite> all(Path folder, int weeksEarlier) throws IOException {
    Map<String, String[]> rows = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve(SITES))) {
      String[] cells = line.split(",", -1);
      rows.put(cells[0], cells);
    }
    List<MeasuredSite> sites = new ArrayList<>();
    for (String load : LOADS) {
      sites.add(
          read(
              folder, rows, load, SeriesKind.LOAD, "load_kw", weeksEarlier, sites.size() % 2 == 1));
    }
    for (String plant : PLANTS) {
      sites.add(
          read(folder, rows, plant, SeriesKind.PV, "pv_kw", weeksEarlier, sites.size() % 2 == 1));
    }
    return sites;
  }

  private static MeasuredSite read(
      Path folder,
      Map<String, String[]> rows,
      String file,
      SeriesKind kind,
      String column,
      int weeksEarlier,
      boolean young)
      throws IOException {
    String[] row = rows.get(file + ".csv.gz");
    if (row == null) {
      throw new IOException(folder.resolve(SITES) + " has no row of " + file + ".csv.gz");
    }
    SeriesTable table =
        switch (SeriesFile.read(folder.resolve(file + ".csv.gz"))) {
          case SeriesRead.Loaded loaded -> loaded.table();
          case SeriesRead.Refused refused -> throw new IOException(refused.toString());
        };
    TimeSeries all = table.series(column);
    int learntDays = young ? YOUNG_DAYS : OLD_DAYS;
    int days = learntDays + LATER_DAYS + 7 * weeksEarlier;
    if (DEVELOPMENT * all.values().length < days * all.slotsPerDay()) {
      throw new IOException(
          "%s.csv.gz is too short: its first 70 %% need %d days".formatted(file, days));
    }
    ZoneId zone = ZoneId.of(row[3]);
    return new MeasuredSite(
        file.replaceFirst("^(home|pv)_", "").replace("_pv", "").replace('_', '-')
            + (kind.followsSun() ? "-pv" : ""),
        kind,
        row[3].replaceFirst("/.*", ""),
        new ForecastSettings(
            zone,
            all.step(),
            all.slotsPerDay() * 3 / 2,
            Optional.of(new GeoPosition(Double.parseDouble(row[4]), Double.parseDouble(row[5]))),
            OptionalDouble.empty()),
        window(all, learntDays, weeksEarlier));
  }

  /** Days that models learn from. */
  int learntDays() {
    return series.values().length / series.slotsPerDay() - LATER_DAYS;
  }

  /** The days that models learn from. */
  TimeSeries learnt() {
    return series.head(learntDays() * series.slotsPerDay());
  }

  /** The weeks before the end of the part for development, without the weather beside it. */
  private static TimeSeries window(TimeSeries all, int learntDays, int weeksEarlier) {
    int end = (int) (DEVELOPMENT * all.values().length) - 7 * weeksEarlier * all.slotsPerDay();
    int from = end - (learntDays + LATER_DAYS) * all.slotsPerDay();
    return new TimeSeries(
        all.start().plus(all.step().multipliedBy(from)),
        all.step(),
        Arrays.copyOfRange(all.values(), from, end));
  }
}
