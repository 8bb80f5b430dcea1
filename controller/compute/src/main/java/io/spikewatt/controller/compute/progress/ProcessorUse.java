package io.spikewatt.controller.compute.progress;

import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Share of the processors' time that was used between two looks, from the kernel's counters. */
final class ProcessorUse {

  /** Columns of {@code cpu} in {@code /proc/stat}: user, nice, system, idle, iowait and so on. */
  private static final int IDLE = 3;

  private static final int IO_WAIT = 4;

  /** The guests' time is part of the users'. */
  private static final int COLUMNS = 8;

  private final KernelFile file;
  private long[] before = new long[0];

  ProcessorUse(Path file) {
    this.file = new KernelFile(file);
  }

  /** Use since the look before, 0 to 1; empty at the first one or without counters. */
  OptionalDouble next() {
    long[] now = counters();
    long[] last = before;
    before = now;
    if (now.length < COLUMNS || last.length < COLUMNS) {
      return OptionalDouble.empty();
    }
    long all = 0;
    for (int i = 0; i < COLUMNS; i++) {
      all += now[i] - last[i];
    }
    long idle = now[IDLE] - last[IDLE] + now[IO_WAIT] - last[IO_WAIT];
    return all > 0
        ? OptionalDouble.of(Math.clamp((double) (all - idle) / all, 0, 1))
        : OptionalDouble.empty();
  }

  private long[] counters() {
    try {
      String first = file.text().lines().findFirst().orElse("");
      return first.startsWith("cpu ")
          ? Arrays.stream(first.substring(4).strip().split(" +"))
              .mapToLong(Long::parseLong)
              .toArray()
          : new long[0];
    } catch (IOException | NumberFormatException e) {
      return new long[0];
    }
  }
}
