package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.cli.Version;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.backup.Backup;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** {@code spikewatt backup}: configuration and state in one file. */
final class BackupCommand extends ConfiguredCommand {

  private final Clock clock;

  BackupCommand(PrintStream out, PrintStream err) {
    super("backup", Optional.of("FILE"), Set.of(), Set.of(), out, err);
    this.clock = new SystemClock();
  }

  /** Writes the backup with the caller's rights, reads its content with the owners'. */
  @Override
  protected ExitCode start(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    return run(config, options, file);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    Path target = Path.of(options.required("FILE"));
    try {
      Backup.Written written =
          Backup.write(
              new Backup.Subject(
                  Version.get(),
                  clock.now().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                  config.site().name(),
                  file,
                  config.files(),
                  Path.of(config.site().storage().directory())),
              target);
      written
          .leftOut()
          .forEach(
              left ->
                  err.println(
                      "not in the backup, unreadable or not beside the site file: " + left));
      out.printf("%s: %d files, %d bytes%n", target, written.files(), written.bytes());
      return ExitCode.OK;
    } catch (IOException e) {
      err.println("no backup was written: " + e);
      return ExitCode.UNREACHABLE;
    }
  }
}
