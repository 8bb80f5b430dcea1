package io.spikewatt.fleet.testing;

import io.spikewatt.fleet.cli.FleetMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The coordinator's command as a process of its own, which is killed and started again. */
public final class CoordinatorProcess implements AutoCloseable {

  private final Path folder;
  private final List<String> options;
  private Process process;

  private CoordinatorProcess(Path folder, List<String> options) throws IOException {
    this.folder = folder;
    this.options = List.copyOf(options);
    process = launch();
  }

  /**
   * Starts it.
   *
   * @param folder holds its state, and its output in {@code log}
   * @param options beside the folder
   */
  public static CoordinatorProcess start(Path folder, List<String> options) throws IOException {
    return new CoordinatorProcess(folder, options);
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FleetMain.class.getName(),
                "coordinator",
                "--folder",
                folder.toString()));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** Starts it after an end. */
  public void startAgain() throws IOException {
    process = launch();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the coordinator outlived a kill");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
