package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.fleet.analyse.FeederMap;
import io.spikewatt.fleet.analyse.RankedSite;
import io.spikewatt.fleet.analyse.RankingRules;
import io.spikewatt.fleet.analyse.RecordedSite;
import io.spikewatt.fleet.analyse.SiteRanking;
import io.spikewatt.fleet.analyse.SiteReview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Sites that need a person, from the records that a coordinator stored; the most urgent first. */
public final class RankingJob {

  private static final String USAGE =
      """
      usage: RankingJob --records jdbc:sqlite:FILE|jdbc:postgresql://HOST/DATABASE?user=NAME
                      --out FILE.csv [--password-file FILE] [--feeders FILE.csv] [--until TIME]

      --feeders: columns gateway,feeder; sites of a feeder share their weather. --until: end of the
      week that is judged, by default an hour ago.
      """;

  /** Gateways of one task: some hundred thousand rows. */
  private static final int GROUP = 20;

  /** Gateways send a quarter hour some minutes after its end. */
  private static final Duration LATE = Duration.ofHours(1);

  private RankingJob() {}

  public static void main(String[] arguments) throws IOException {
    JobCommand.exit(RankingJob::run, arguments, USAGE);
  }

  private static ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of("--records", "--password-file", "--feeders", "--until", "--out"),
            Set.of());
    Path out = Path.of(options.required("--out"));
    FeederMap feeders =
        options.value("--feeders").isEmpty()
            ? FeederMap.NONE
            : FeederMap.parse(Files.readAllLines(Path.of(options.required("--feeders"))));
    Instant to = JobCommand.until(options, LATE);
    Instant from = to.minus(Duration.ofDays(RankingRules.PAST_DAYS + RankingRules.RECENT_DAYS));
    try (SparkSession spark = SparkSession.builder().appName("spikewatt ranking").getOrCreate()) {
      StoredRecords records = StoredRecords.of(spark, options);
      Map<String, Instant> newest = new TreeMap<>(records.gateways(to));
      List<String> gateways = List.copyOf(newest.keySet());
      if (gateways.isEmpty()) {
        System.err.println("no record before " + to);
        return ExitCode.BAD_DATA;
      }
      List<List<String>> groups = new ArrayList<>();
      for (int i = 0; i < gateways.size(); i += GROUP) {
        groups.add(gateways.subList(i, Math.min(gateways.size(), i + GROUP)).stream().toList());
      }
      List<SiteReview> reviews =
          records
              .map(
                  groups,
                  "",
                  from,
                  to,
                  (_, rows) ->
                      rows.entrySet().stream()
                          .map(
                              site ->
                                  SiteReview.of(
                                      RecordedSite.of(site.getKey(), from, to, site.getValue()),
                                      Optional.ofNullable(newest.get(site.getKey())),
                                      RankingRules.USUAL))
                          .toList())
              .collect();
      List<RankedSite> ranked = SiteRanking.of(reviews, feeders, RankingRules.USUAL);
      List<String> lines = new ArrayList<>(List.of(RankedSite.HEADER));
      ranked.forEach(site -> lines.add(site.csv()));
      Files.write(out, lines);
      System.out.printf(
          "%d of %d sites need a person, by the week before %s%n",
          ranked.size(), reviews.size(), to);
      return ExitCode.OK;
    }
  }
}
