package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt forecast train}: trains on a recorded series and stores the model. */
final class TrainCommand extends CliCommand {
  private static final Duration HORIZON = Duration.ofHours(36);
  private static final long SEED = 1;

  TrainCommand(PrintStream out, PrintStream err) {
    super("forecast train", out, err);
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    Set<String> withValue = new HashSet<>(SeriesChoice.OPTIONS);
    withValue.add("--out");
    CliOptions options = CliOptions.parse(arguments, withValue, Set.of("--json"));
    Path file = Path.of(options.required("--out"));
    Optional<SeriesChoice> choice = SeriesChoice.read(options, SeriesFile::read, err);
    return choice.isEmpty() ? ExitCode.BAD_DATA : train(choice.get(), file, options.has("--json"));
  }

  private ExitCode train(SeriesChoice choice, Path file, boolean json) {
    TimeSeries series = choice.series();
    err.printf("learning from %d rows of %s%n", series.values().length, choice.target());
    Clock clock = new SystemClock();
    Moment begin = clock.now();
    TrainedForecaster model =
        ForecastTrainer.train(
                series,
                choice.kind(),
                choice.settings((int) HORIZON.dividedBy(series.step())),
                LearningSettings.onGateway(choice.kind()),
                SEED,
                () -> false)
            .orElseThrow();
    double seconds = clock.now().since(begin).toNanos() / 1e9;
    if (model.validation().isEmpty()) {
      err.printf(
          "%s: expected %d days of a %s that varies, most of it measured; found %d values in %d"
              + " rows%n",
          choice.file(),
          ForecastTrainer.MIN_DAYS,
          choice.target(),
          series.goodSlots(),
          series.values().length);
      return ExitCode.BAD_DATA;
    }
    return switch (ModelFile.write(file, model)) {
      case FileWrite.Failed failed -> {
        err.println("cannot write " + file + ": " + failed.detail());
        yield ExitCode.USAGE;
      }
      case FileWrite.Written written -> {
        print(choice, model, file, written.bytes(), seconds, json);
        yield ExitCode.OK;
      }
    };
  }

  private void print(
      SeriesChoice choice,
      TrainedForecaster model,
      Path file,
      long bytes,
      double seconds,
      boolean json) {
    if (json) {
      json(
          out,
          body -> {
            body.put("file", file.toString())
                .put("bytes", bytes)
                .put("target", choice.target())
                .put("kind", JsonWriter.word(model.kind()))
                .put("from", model.from())
                .put("to", model.to())
                .put("stepMinutes", model.settings().slot().toMinutes())
                .put("horizonSteps", model.settings().horizon());
            ValidationText.write(model, body);
            body.exact("trainSeconds", seconds);
          });
    } else {
      out.printf(
          Locale.ROOT,
          "%s: %d bytes, learnt in %.1f s from %s to %s%n",
          file,
          bytes,
          seconds,
          model.from(),
          model.to());
      ValidationText.print(model, out);
    }
  }
}
