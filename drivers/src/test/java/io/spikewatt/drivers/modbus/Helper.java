package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;

/** A helper program that a test runs beside itself. */
public final class Helper implements AutoCloseable {

  private final Process process;

  public Helper(Path log, List<String> command) throws IOException {
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Skips the test, loudly, if that command does not succeed here. */
  public static void require(String what, String... probe)
      throws IOException, InterruptedException {
    boolean there;
    try {
      Process process =
          new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      there = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notFound) {
      there = false;
    }
    if (!there) {
      Logger.warn("SKIPPED: {} is not installed", what);
    }
    assumeTrue(there, what + " is not installed");
  }

  /** A port that was free a moment ago, for a program that cannot choose one itself. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it holds, or the program has ended, or ten seconds have passed. */
  public void await(String what, BooleanSupplier holds) throws InterruptedException {
    for (int i = 0; i < 200 && !holds.getAsBoolean(); i++) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(what + ": the helper ended with " + process.exitValue());
      }
    }
    if (!holds.getAsBoolean()) {
      throw new AssertionError(what + " did not come about");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
