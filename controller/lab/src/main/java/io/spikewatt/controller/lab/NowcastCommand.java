package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.HourPlot;
import io.spikewatt.controller.evaluate.MinuteOutcome;
import io.spikewatt.controller.evaluate.NowcastDump;
import io.spikewatt.controller.evaluate.NowcastEvaluation;
import io.spikewatt.controller.evaluate.NowcastScores;
import io.spikewatt.controller.evaluate.NowcastTask;
import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.graded.GradedOperations;
import io.spikewatt.inference.nowcast.MinuteSeries;
import io.spikewatt.inference.nowcast.NowcastSettings;
import io.spikewatt.inference.nowcast.NowcastTrainingResult;
import io.spikewatt.inference.nowcast.Nowcaster;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt forecast evaluate --nowcast}: measures the nowcasts on recorded minutes. */
final class NowcastCommand extends CliCommand {
  static final String NAME = "--nowcast";

  private static final String TRAIN = "--train";

  NowcastCommand(PrintStream out, PrintStream err) {
    super("forecast evaluate --nowcast", out, err);
  }

  /** Takes the files of {@code --train} out of the arguments. */
  private static List<String> trainFiles(List<String> arguments) throws UsageException {
    List<String> files = new ArrayList<>();
    int at = arguments.indexOf(TRAIN);
    while (at >= 0) {
      arguments.remove(at);
      int before = files.size();
      while (at < arguments.size() && !arguments.get(at).startsWith("--")) {
        files.add(arguments.remove(at));
      }
      if (files.size() == before) {
        throw new UsageException(TRAIN + " needs a file");
      }
      at = arguments.indexOf(TRAIN);
    }
    return files;
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    List<String> rest = new ArrayList<>(arguments);
    List<String> files = trainFiles(rest);
    Set<String> withValue = new HashSet<>(SeriesChoice.OPTIONS);
    withValue.addAll(Set.of(TRAIN, "--test-from", "--dump", "--plot"));
    withValue.remove("--weather");
    CliOptions options = CliOptions.parse(rest, withValue, Set.of(NAME, "--json"));
    Optional<Instant> testFrom = testFrom(options);
    Optional<SeriesChoice> choice = SeriesChoice.read(options, SeriesFile::readMinutes, err);
    if (choice.isEmpty()) {
      return ExitCode.BAD_DATA;
    }
    Optional<NowcastTask> task = task(choice.get(), files, testFrom);
    if (task.isEmpty()) {
      return ExitCode.BAD_DATA;
    }
    Optional<String> obstacle = NowcastEvaluation.obstacle(task.get());
    if (obstacle.isPresent()) {
      err.printf("%s: expected %s%n", choice.get().file(), obstacle.get());
      return ExitCode.BAD_DATA;
    }
    try {
      return evaluate(task.get(), choice.get(), options);
    } catch (IOException | UncheckedIOException e) {
      err.println("cannot write: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static Optional<Instant> testFrom(CliOptions options) throws UsageException {
    Optional<String> text = options.value("--test-from");
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw new UsageException(
          "--test-from: expected a time like 2026-01-31T13:45:00Z, found " + text.orElse(""));
    }
  }

  private Optional<NowcastTask> task(
      SeriesChoice choice, List<String> files, Optional<Instant> testFrom) {
    List<MinuteSeries> parts = new ArrayList<>();
    for (String file : files) {
      switch (SeriesFile.readMinutes(Path.of(file))) {
        case SeriesRead.Refused refused -> {
          err.println(refused);
          return Optional.empty();
        }
        case SeriesRead.Loaded loaded -> {
          if (!loaded.table().has(choice.target())) {
            err.printf(
                "%s:1: expected a column %s, found %s%n",
                file, choice.target(), loaded.table().names());
            return Optional.empty();
          }
          parts.add(
              new MinuteSeries(loaded.table().start(), loaded.table().column(choice.target())));
        }
      }
    }
    parts.sort(Comparator.comparing(MinuteSeries::start));
    double[] values = choice.table().column(choice.target());
    MinuteSeries data = new MinuteSeries(choice.table().start(), values);
    parts.add(data);
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).start().isBefore(parts.get(i - 1).end())) {
        err.printf(
            "%s: expected parts one after the other, found one that begins at %s and one that ends"
                + " at %s%n",
            choice.file(), parts.get(i).start(), parts.get(i - 1).end());
        return Optional.empty();
      }
    }
    Instant first = data.start().plus(Duration.ofMinutes((long) (0.8 * values.length)));
    return Optional.of(
        new NowcastTask(
            choice.target(),
            choice.kind(),
            new NowcastSettings(choice.zone(), choice.position(), choice.capacity()),
            parts,
            testFrom.orElse(first)));
  }

  private ExitCode evaluate(NowcastTask task, SeriesChoice choice, CliOptions options)
      throws IOException {
    SystemClock clock = new SystemClock();
    NowcastEvaluation evaluation = new NowcastEvaluation(task);
    err.println("learning the nowcaster");
    Moment begin = clock.now();
    Optional<NowcastTrainingResult> learnt = evaluation.learn();
    double seconds = clock.now().since(begin).toNanos() / 1e9;
    if (learnt.isEmpty()) {
      err.println("too little to learn from: persistence alone is measured");
    }
    Nowcaster nowcaster =
        learnt
            .map(made -> new Nowcaster(task.kind(), task.settings(), made.model()))
            .orElseGet(() -> new Nowcaster(task.kind(), task.settings()));
    err.println("learning the product's models from quarter hours");
    NowcastEvaluation.Product product = evaluation.product();
    err.println("nowcasting");
    NowcastScores scores = new NowcastScores();
    HourPlot plot =
        new HourPlot(
            String.valueOf(Path.of(choice.file()).getFileName()),
            task.target(),
            task.settings().zone(),
            task.testFrom(),
            task.parts().getLast().end());
    TestCounts counts = new TestCounts(nowcaster);
    NowcastEvaluation.Sink sink = counts.and(scores).and(plot);
    Optional<String> dumpFile = options.value("--dump");
    if (dumpFile.isPresent()) {
      try (NowcastDump dump = new NowcastDump(Path.of(dumpFile.get()))) {
        evaluation.run(nowcaster, Optional.of(product), sink.and(dump));
      }
    } else {
      evaluation.run(nowcaster, Optional.of(product), sink);
    }
    Optional<String> picture = options.value("--plot");
    if (picture.isPresent()) {
      Files.writeString(Path.of(picture.get()), plot.svg());
    }
    NowcastText text = new NowcastText(task, scores, counts.operations(), learnt, seconds);
    text.print(out, options.has("--json"));
    return ExitCode.OK;
  }

  /** Operations of the test part: what was counted since its first nowcast. */
  private static final class TestCounts implements NowcastEvaluation.Sink {
    private final Nowcaster nowcaster;
    private Optional<GradedOperations> first = Optional.empty();

    TestCounts(Nowcaster nowcaster) {
      this.nowcaster = nowcaster;
    }

    @Override
    public void take(MinuteOutcome outcome) {
      if (first.isEmpty()) {
        first = Optional.of(nowcaster.operations());
      }
    }

    GradedOperations operations() {
      return nowcaster.operations().minus(first.orElse(GradedOperations.NONE));
    }
  }
}
