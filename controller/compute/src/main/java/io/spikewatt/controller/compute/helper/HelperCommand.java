package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.load.HelperLoader;
import io.spikewatt.config.load.LoadedHelper;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.tinylog.Logger;

/**
 * {@code spikewatt compute-helper}: sets devices for the agent of a compute box, as root. Ends on
 * SIGTERM and SIGINT, after it set all safe values.
 */
public final class HelperCommand {

  /** Usual place of its configuration. */
  public static final Path CONFIG = Path.of("/etc/spikewatt-compute/helper.yaml");

  private static final int ROOT = 0;

  private final Clock clock;
  private final int processors;
  private final PrintStream err;

  /**
   * @param processors of the box
   * @param err for problems of the configuration
   */
  public HelperCommand(Clock clock, int processors, PrintStream err) {
    this.clock = clock;
    this.processors = processors;
    this.err = err;
  }

  /**
   * Serves until the process is asked to end.
   *
   * @throws IllegalStateException because of a bug; the process has to end
   */
  public ExitCode run(Path file) {
    try {
      requireTrusted(file);
      LoadedHelper loaded = HelperLoader.load(file);
      if (loaded instanceof LoadedHelper.Failed(var problems)) {
        problems.forEach(err::println);
        return ExitCode.CONFIG;
      }
      serve(((LoadedHelper.Ok) loaded).config());
      return ExitCode.OK;
    } catch (IOException e) {
      err.println(e.getMessage());
      return ExitCode.CONFIG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private void serve(HelperConfig config) throws IOException, InterruptedException {
    HeldSettings settings =
        new HeldSettings(
            config.devices(), new HelperDevices(config, processors, clock), clock.now());
    HelperServer server =
        HelperServer.start(Path.of(config.socket()), config.group(), settings, clock);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    Logger.info("{} devices, requests at {}", config.devices().size(), config.socket());
    server.await();
  }

  /**
   * @throws IOException if anybody but root, or who runs this, may change the file or replace it
   */
  private static void requireTrusted(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + ": expected a file, found none");
    }
    for (Path each : List.of(file, PrivateFiles.directory(file))) {
      if (mayBeChangedByOthers(each)) {
        throw new IOException(
            "%s: expected that only root may change it, found that others may".formatted(each));
      }
    }
  }

  private static boolean mayBeChangedByOthers(Path path) throws IOException {
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Set<PosixFilePermission> rights =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    return !(owner.equals(ROOT) || owner.equals(own))
        || rights.contains(PosixFilePermission.GROUP_WRITE)
        || rights.contains(PosixFilePermission.OTHERS_WRITE);
  }
}
