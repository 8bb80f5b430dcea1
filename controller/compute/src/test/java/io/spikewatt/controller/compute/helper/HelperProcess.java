package io.spikewatt.controller.compute.helper;

import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;

/** The helper as a process: its argument is its configuration. */
public final class HelperProcess {

  private HelperProcess() {}

  public static void main(String[] arguments) {
    System.exit(
        new HelperCommand(new SystemClock(), 2, System.err).run(Path.of(arguments[0])).number());
  }
}
