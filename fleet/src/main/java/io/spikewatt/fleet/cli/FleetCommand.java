package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;

/** The exit code and the sentence with which each command of the fleet ends. */
public final class FleetCommand {

  private FleetCommand() {}

  /** A command's work. */
  @FunctionalInterface
  public interface Body {

    /**
     * Does it.
     *
     * @throws IllegalArgumentException for a wrong option, as {@link UsageException}
     */
    ExitCode run(List<String> options)
        throws UsageException, IOException, GeneralSecurityException, InterruptedException;
  }

  /** Runs a command; {@code --help} and a wrong option print its usage. */
  public static ExitCode run(
      String usage, List<String> options, PrintStream out, PrintStream err, Body body) {
    if (options.contains("--help")) {
      out.print(usage);
      return ExitCode.OK;
    }
    try {
      return body.run(options);
    } catch (UsageException | IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(usage);
      return ExitCode.USAGE;
    } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
      err.println(text(e));
      return ExitCode.UNREACHABLE;
    } catch (RuntimeException bug) {
      // Threads of a broker would keep the process.
      bug.printStackTrace(err);
      return ExitCode.BUG;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  /** A file system's exceptions often hold a path and nothing else. */
  private static String text(Exception e) {
    return switch (e) {
      case IOException failure -> IoReason.withFile(failure);
      case UncheckedIOException failure ->
          IoReason.withFile(Objects.requireNonNull(failure.getCause()));
      default -> String.valueOf(e.getMessage());
    };
  }
}
