package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Clock and disk of a daemon's process, changed by a shim while it runs. */
final class ProcessFaults {

  static final int EIO = 5;

  private final Path file;
  private final Path tools;
  private final Path directory;
  private Duration shift = Duration.ZERO;

  ProcessFaults(Drill.Rig rig) throws IOException {
    this.file = rig.directory().resolve("faults");
    this.tools = rig.tools();
    this.directory = rig.directory().resolve("state");
    shift(Duration.ZERO);
    failWrites(0);
  }

  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", tools.resolve("faults.so").toString(),
        "DRILL_FAULTS", file.toString(),
        "DRILL_DIR", directory.toString());
  }

  /** Sets the daemon's realtime clock this far ahead of the true one; negative = behind. */
  void shift(Duration by) throws IOException {
    shift = Duration.ofSeconds(by.toSeconds());
    put(0, shift.toSeconds());
  }

  /** The time by the daemon's clock. */
  Instant now() {
    return Instant.now().plus(shift);
  }

  /** Sets the daemon's clock to a time. */
  void set(Instant to) throws IOException {
    shift(Duration.between(Instant.now(), to));
  }

  /**
   * Lets writes below the state directory fail.
   *
   * @param errno 0 = they succeed again
   */
  void failWrites(int errno) throws IOException {
    put(8, errno);
  }

  private void put(int at, long value) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      out.writeLong(Long.reverseBytes(value));
    }
  }
}
