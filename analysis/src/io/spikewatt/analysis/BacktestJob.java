package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * A backtest of many sites as one job: one site a task, so that a lost executor costs its sites.
 */
public final class BacktestJob {

  private static final String USAGE =
      """
      usage: BacktestJob --sites DIR --out FILE.csv [--policy rule|product|oracle]
                       [--outages known|unknown] [--steps N] [--forecasts DIR]

      DIR holds a folder for each site with what backtest --scenario reads, at the same path on
      every executor. --forecasts: where an executor keeps forecasts, by default in its directory of
      temporary files.
      """;

  private BacktestJob() {}

  public static void main(String[] arguments) throws IOException {
    JobCommand.exit(BacktestJob::run, arguments, USAGE);
  }

  private static ExitCode run(List<String> arguments) throws UsageException, IOException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of("--sites", "--out", "--policy", "--outages", "--steps", "--forecasts"),
            Set.of());
    List<String> sites = sites(Path.of(options.required("--sites")));
    Path out = Path.of(options.required("--out"));
    SiteBacktest backtest =
        new SiteBacktest(
            DecidingPolicy.valueOf(
                options.value("--policy").orElse("product").toUpperCase(Locale.ROOT)),
            !options.value("--outages").orElse("known").equals("unknown"),
            (int) options.number("--steps", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
            options
                .value("--forecasts")
                .orElse(System.getProperty("java.io.tmpdir") + "/spikewatt-forecasts"));
    SystemClock clock = new SystemClock();
    SparkConf settings = new SparkConf().setAppName("spikewatt backtests");
    try (JavaSparkContext spark = new JavaSparkContext(settings)) {
      spark.setLogLevel("WARN");
      LongAdder cpuNanos = new LongAdder();
      spark.sc().addSparkListener(progress(sites.size(), cpuNanos));
      long start = clock.now().nanos();
      List<SiteCost> costs =
          new ArrayList<>(spark.parallelize(sites, sites.size()).map(backtest::run).collect());
      double seconds = (clock.now().nanos() - start) / 1e9;
      costs.sort(Comparator.comparing(SiteCost::site));
      List<String> lines = new ArrayList<>(List.of(SiteCost.HEADER));
      costs.forEach(cost -> lines.add(cost.csv()));
      Files.write(out, lines);
      // On a machine with other work the CPU time says what the job cost.
      System.out.printf(
          Locale.ROOT,
          "%d sites in %.1f s, %.1f CPU s, on %s%n",
          sites.size(),
          seconds,
          cpuNanos.sum() / 1e9,
          spark.master());
      return costs.stream().allMatch(cost -> cost.refusal().isEmpty())
          ? ExitCode.OK
          : ExitCode.BAD_DATA;
    }
  }

  private static List<String> sites(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<String> sites =
          all.filter(site -> Files.exists(site.resolve("scenario.json")))
              .map(site -> site.toAbsolutePath().toString())
              .sorted()
              .toList();
      if (sites.isEmpty()) {
        throw new IllegalArgumentException("--sites: no scenario.json in the folders of " + folder);
      }
      return sites;
    }
  }

  /**
   * @param cpuNanos to which each task's CPU time is added
   */
  private static SparkListener progress(int sites, LongAdder cpuNanos) {
    AtomicInteger done = new AtomicInteger();
    return new SparkListener() {
      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
          cpuNanos.add(end.taskMetrics().executorCpuTime());
        }
        if (end.taskInfo().successful()) {
          String executor = end.taskInfo().executorId();
          System.err.println(
              "done " + done.incrementAndGet() + " of " + sites + ", at executor " + executor);
        } else {
          System.err.println("lost a site's task: " + end.reason());
        }
      }
    };
  }
}
