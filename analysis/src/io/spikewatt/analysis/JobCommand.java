package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.DateTimeException;
import java.util.List;

/** What every job answers to a wrong command line, and to a file that cannot be used. */
final class JobCommand {

  /** Runs a job with the arguments of the command line. */
  @FunctionalInterface
  interface Job {
    ExitCode run(List<String> arguments) throws UsageException, IOException;
  }

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
}
