package io.spikewatt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** mosquitto for a test, which is skipped where there is none. */
public final class MosquittoServer extends MosquittoProcess {

  /** One that runs, and lets everybody do everything. */
  public MosquittoServer(Path directory) throws IOException {
    this(directory, List.of("allow_anonymous true"));
    start();
  }

  /** One that is to be started, with these lines of its configuration. */
  public MosquittoServer(Path directory, List<String> settings) throws IOException {
    assumeInstalled();
    super(directory, settings);
  }

  /** Skips a test where there is none. */
  public static void assumeInstalled() {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
  }
}
