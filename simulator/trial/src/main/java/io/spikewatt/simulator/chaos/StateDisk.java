package io.spikewatt.simulator.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Disk with a controller's state: sometimes full, but the state must never be lost. */
final class StateDisk {

  /** Large enough for the whole state, clock jumps included. */
  private static final Duration SPAN = Duration.ofDays(40);

  private final Optional<SmallDisk> disk;
  private final HistoryIntegrity history;
  private boolean full;

  /**
   * @param state the controller's directory
   * @param start of the simulated day
   */
  StateDisk(Path state, Instant start) throws IOException {
    this.disk = SmallDisk.of(state);
    this.history = new HistoryIntegrity(state, start.minus(SPAN.dividedBy(2)), SPAN);
  }

  /** Whether it can be filled at all. */
  boolean small() {
    return disk.isPresent();
  }

  /** Has nothing free from now on, or something. */
  void full(boolean is) throws IOException {
    if (disk.isEmpty()) {
      return;
    }
    if (is && !full) {
      history.check();
    }
    if (is || full) {
      disk.get().full(is);
    }
    full = is;
  }

  /** Slots of the history that were stored before a disk was full and are missing. */
  int lost() {
    return history.lost();
  }
}
