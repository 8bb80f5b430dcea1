package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.backup.BackupContent;
import io.spikewatt.controller.backup.StateRestore;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.setup.SiteFile;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code spikewatt restore}: puts a backup in place. */
final class RestoreCommand extends CliCommand {

  private static final String CONFIG = "--config";
  private static final String STATE_ONLY = "--state-only";

  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final ExitCode code;

    RefusedException(ExitCode code, String message) {
      super(message);
      this.code = code;
    }
  }

  RestoreCommand(PrintStream out, PrintStream err) {
    super("restore", out, err);
  }

  @Override
  protected ExitCode execute(List<String> arguments) throws UsageException {
    CliOptions options = CliOptions.parse(arguments, "FILE", Set.of(CONFIG), Set.of(STATE_ONLY));
    Path siteFile = options.value(CONFIG).map(Path::of).orElse(ConfiguredCommand.SERVICE_CONFIG);
    try (BackupContent backup = open(Path.of(options.required("FILE")))) {
      Path state = restore(backup, siteFile.toAbsolutePath().normalize(), options.has(STATE_ONLY));
      out.printf("restored site %s as of %s into %s%n", backup.site(), backup.made(), state);
      return ExitCode.OK;
    } catch (RefusedException refused) {
      err.println("nothing was restored: " + refused.getMessage());
      return refused.code;
    } catch (IOException e) {
      err.println("not restored: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private static BackupContent open(Path file) throws RefusedException {
    try {
      return BackupContent.open(file);
    } catch (IOException e) {
      throw new RefusedException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  /** Configuration and state may belong to different users: each part is done as its owner. */
  private Path restore(BackupContent backup, Path siteFile, boolean stateOnly)
      throws RefusedException, IOException {
    Path directory = PrivateFiles.directory(siteFile);
    DirectoryOwner configuring = DirectoryOwner.of(directory);
    List<String> missing = stateOnly ? List.of() : configuring.run(() -> missing(backup, siteFile));
    Path state = stateOnly ? stateOf(siteFile, backup) : backup.stateDirectory(directory);
    DirectoryOwner owner = DirectoryOwner.of(state);
    StateRestore restore = owner.run(() -> StateRestore.open(state));
    try {
      boolean _ = owner.run(() -> replaced(backup, restore, !missing.isEmpty()));
      boolean _ = configuring.run(() -> configured(backup, missing, siteFile));
    } finally {
      boolean _ = owner.run(() -> completed(restore));
    }
    return state;
  }

  private boolean replaced(BackupContent backup, StateRestore restore, boolean withConfiguration)
      throws RefusedException, IOException {
    restore.stage(backup);
    if (withConfiguration) {
      loaded(restore.stageConfiguration(backup));
    }
    restore.commit();
    return true;
  }

  private static boolean configured(BackupContent backup, List<String> missing, Path siteFile)
      throws IOException {
    for (String name : missing) {
      Path file = target(siteFile, backup, name);
      PrivateFiles.createDirectories(PrivateFiles.directory(file));
      PrivateFiles.replace(file, backup.configuration(name));
      PrivateFiles.likeDirectory(PrivateFiles.directory(siteFile), file);
    }
    return true;
  }

  private static boolean completed(StateRestore restore) throws IOException {
    restore.close();
    return true;
  }

  private Path stateOf(Path siteFile, BackupContent backup) throws RefusedException {
    LoadedSite.Ok config = loaded(siteFile);
    if (!config.site().name().equals(backup.site())) {
      throw new RefusedException(
          ExitCode.CONFIG,
          "%s: expected site %s, found %s"
              .formatted(siteFile, backup.site(), config.site().name()));
    }
    return Path.of(config.site().storage().directory());
  }

  /** The site file may have another name here. */
  private static Path target(Path siteFile, BackupContent backup, String name) {
    return name.equals(backup.siteFile()) ? siteFile : siteFile.resolveSibling(name);
  }

  /** Files of the configuration that are to be written, the site file last. */
  private static List<String> missing(BackupContent backup, Path siteFile)
      throws RefusedException, IOException {
    List<String> missing = new ArrayList<>();
    List<Path> other = new ArrayList<>();
    for (String name : backup.configuration()) {
      Path file = target(siteFile, backup, name);
      if (!SiteFile.describesSite(file)) {
        missing.add(name);
      } else if (!Arrays.equals(Files.readAllBytes(file), backup.configuration(name))) {
        other.add(file);
      }
    }
    if (!other.isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIG,
          "the backup has other content for %s: move it away, or restore with %s"
              .formatted(other, STATE_ONLY));
    }
    return missing;
  }

  private LoadedSite.Ok loaded(Path siteFile) throws RefusedException {
    return switch (ConfigLoader.load(siteFile)) {
      case LoadedSite.Ok ok -> ok;
      case LoadedSite.Failed(var problems) -> {
        problems.forEach(err::println);
        throw new RefusedException(ExitCode.CONFIG, "the configuration has problems");
      }
    };
  }
}
