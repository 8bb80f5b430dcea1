package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.cli.Main;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The daemon as a process of its own, which serves its page during a visit. */
public final class DaemonProcess {

  private static final Duration START = Duration.ofSeconds(60);

  private DaemonProcess() {}

  /** Requests of a test while the page is served. */
  @FunctionalInterface
  public interface Visit {
    void run() throws Exception;
  }

  /**
   * Runs the daemon until the visit ends.
   *
   * @param site its configuration, with a page
   * @param directory of its output and of what it keeps while it runs
   * @return its output
   */
  public static String serve(Path site, Path directory, Visit visit) throws Exception {
    Path output = directory.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xmx128m"),
                    Main.class.getName(),
                    List.of("run", "--config", site.toString())))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("RUNTIME_DIRECTORY", directory.toString());
    Process daemon = builder.start();
    try {
      Await.within(
          START,
          "the page, see " + output,
          () -> !daemon.isAlive() || text(output).contains("the page is at"));
      assertTrue(daemon.isAlive(), () -> "the daemon said: " + text(output));
      visit.run();
    } finally {
      daemon.destroy();
    }
    assertTrue(daemon.waitFor(60, TimeUnit.SECONDS), "the process ends");
    return text(output);
  }

  private static String text(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
