package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Runs a job: its answer to a wrong command line and to an unusable file, and its common option.
 */
final class JobCommand {

  /** Runs a job with the arguments of the command line. */
  @FunctionalInterface
  interface Job {
    ExitCode run(List<String> arguments) throws UsageException, IOException;
  }

  private static final long QUARTER_S = Duration.ofMinutes(15).toSeconds();

  private JobCommand() {}

  /** Runs a job and ends the process; Spark's other threads would keep it. */
  static void exit(Job job, String[] arguments, String usage) throws IOException {
    ExitCode code;
    try {
      code = job.run(List.of(arguments));
    } catch (UsageException | IllegalArgumentException | DateTimeException e) {
      System.err.println(e.getMessage());
      System.err.print(usage);
      code = ExitCode.USAGE;
    } catch (FileSystemException e) {
      // Its message is often a path and nothing else.
      System.err.println(e.toString().replaceFirst("^java[a-z.]*\\.", ""));
      code = ExitCode.BAD_DATA;
    }
    System.exit(code.number());
  }

  /**
   * End of the records that a job reads: {@code --until}, otherwise now less some time, always a
   * full quarter hour.
   *
   * @throws IllegalArgumentException if the option is no time
   */
  static Instant until(CliOptions options, Duration late) {
    Optional<String> text = options.value("--until");
    try {
      Instant until =
          text.isPresent()
              ? Instant.parse(text.get())
              : new SystemClock().now().instant().minus(late);
      return Instant.ofEpochSecond(Math.floorDiv(until.getEpochSecond(), QUARTER_S) * QUARTER_S);
    } catch (DateTimeParseException _) {
      throw new IllegalArgumentException(
          "--until: a time like 2026-11-28T00:00:00Z expected, found " + text.orElse(""));
    }
  }
}
