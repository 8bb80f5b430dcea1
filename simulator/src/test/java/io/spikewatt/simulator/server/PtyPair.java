package io.spikewatt.simulator.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Two serial devices whose ends are joined, made by socat. */
final class PtyPair implements AutoCloseable {

  private final Process socat;
  private final Path one;
  private final Path other;

  PtyPair(Path directory) throws IOException {
    Tool.need("/usr/bin/socat");
    this.one = directory.resolve("one");
    this.other = directory.resolve("other");
    this.socat =
        new ProcessBuilder(
                "/usr/bin/socat",
                "-d",
                "-d",
                "pty,raw,echo=0,link=" + one,
                "pty,raw,echo=0,link=" + other)
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(socat.getInputStream(), StandardCharsets.UTF_8));
    for (String line = log.readLine(); ; line = log.readLine()) {
      if (line == null) {
        throw new IOException("socat ended early");
      }
      if (line.contains("starting data transfer loop")) {
        return;
      }
    }
  }

  /** Device of one end, as the kernel names it. */
  String one() throws IOException {
    return one.toRealPath().toString();
  }

  String other() throws IOException {
    return other.toRealPath().toString();
  }

  @Override
  public void close() {
    socat.destroy();
    try {
      if (!socat.waitFor(5, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("socat does not end"));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
