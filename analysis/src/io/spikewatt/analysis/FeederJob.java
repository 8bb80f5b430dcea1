package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.analyse.FeederForecast;
import io.spikewatt.fleet.analyse.FeederMap;
import io.spikewatt.fleet.analyse.ReconciliationMethod;
import io.spikewatt.fleet.analyse.RecordedSite;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The coming day of each feeder and of its sites, from the records that a coordinator stored: one
 * feeder a task. The sites' forecasts add up to that of the feeder.
 */
public final class FeederJob {

  private static final String USAGE =
      """
      usage: FeederJob --records jdbc:sqlite:FILE|jdbc:postgresql://HOST/DATABASE?user=NAME
                     --feeders FILE.csv --out FILE.csv [--password-file FILE] [--until TIME]
                     [--kind load-w|grid-w|pv-measured-w] [--method bottom-up|mint|wls|ols]
                     [--days N] [--zone ZONE] [--learn]

      --feeders: columns gateway,feeder. --days: of records that are read, default 84. --zone: for
      calendars, default UTC. --learn: models are learnt, some seconds a site, instead of the
      seasonal forecast. --until: end of the records, by default the last full quarter hour.
      """;

  private static final int USUAL_DAYS = 84;
  private static final int MOST_DAYS = 800;

  private FeederJob() {}

  public static void main(String[] arguments) throws IOException {
    JobCommand.exit(FeederJob::run, arguments, USAGE);
  }

  private static ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of(
                "--records",
                "--password-file",
                "--feeders",
                "--out",
                "--until",
                "--kind",
                "--method",
                "--days",
                "--zone"),
            Set.of("--learn"));
    Path out = Path.of(options.required("--out"));
    Map<String, List<String>> feeders =
        FeederMap.parse(Files.readAllLines(Path.of(options.required("--feeders")))).gateways();
    if (feeders.isEmpty()) {
      throw new IllegalArgumentException("--feeders: no gateway");
    }
    String kind = options.value("--kind").orElse(RecordedSite.LOAD);
    SeriesKind series =
        switch (kind) {
          case RecordedSite.LOAD, RecordedSite.GRID -> SeriesKind.LOAD;
          case RecordedSite.PV -> SeriesKind.PV;
          default ->
              throw new IllegalArgumentException(
                  "--kind: load-w, grid-w or pv-measured-w expected, found " + kind);
        };
    ReconciliationMethod method =
        ReconciliationMethod.valueOf(
            options
                .value("--method")
                .orElse("bottom-up")
                .replace('-', '_')
                .toUpperCase(Locale.ROOT));
    int days = (int) options.number("--days", USUAL_DAYS, FeederForecast.LEAST_DAYS, MOST_DAYS);
    ZoneId zone = ZoneId.of(options.value("--zone").orElse("UTC"));
    boolean learning = options.has("--learn");
    Instant to = JobCommand.until(options, Duration.ZERO);
    Instant from = to.minus(Duration.ofDays(days));
    try (SparkSession spark = SparkSession.builder().appName("spikewatt feeders").getOrCreate()) {
      StoredRecords records = StoredRecords.of(spark, options);
      List<String> names = new ArrayList<>(feeders.keySet());
      List<FeederForecast> forecasts =
          records
              .map(
                  new ArrayList<>(feeders.values()),
                  "kind = '" + kind + "'",
                  from,
                  to,
                  (group, rows) ->
                      List.of(
                          FeederForecast.of(
                              names.get(group),
                              series(rows, kind, from, to),
                              series,
                              zone,
                              method,
                              learning)))
              .collect();
      return written(forecasts, out);
    }
  }

  /** Of a gateway without a row, a series in which every slot is missing. */
  private static SortedMap<String, TimeSeries> series(
      Map<String, List<QuarterRecord>> rows, String kind, Instant from, Instant to) {
    SortedMap<String, TimeSeries> series = new TreeMap<>();
    rows.forEach(
        (gateway, own) ->
            series.put(gateway, RecordedSite.of(gateway, from, to, own).seriesOf(kind)));
    return series;
  }

  private static ExitCode written(List<FeederForecast> forecasts, Path out) throws IOException {
    List<String> lines = new ArrayList<>(List.of(FeederForecast.HEADER));
    boolean refused = false;
    for (FeederForecast forecast : forecasts) {
      switch (forecast) {
        case FeederForecast.Made made -> lines.addAll(made.csv());
        case FeederForecast.Refused no -> {
          System.err.println(no.feeder() + ": " + no.reason());
          refused = true;
        }
      }
    }
    Files.write(out, lines);
    System.out.println(forecasts.size() + " feeders");
    return refused ? ExitCode.BAD_DATA : ExitCode.OK;
  }
}
