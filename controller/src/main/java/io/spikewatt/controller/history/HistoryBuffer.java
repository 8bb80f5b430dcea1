package io.spikewatt.controller.history;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Slot means on their way to the store. What could not be written waits in memory, the oldest going
 * first when a week's worth is full, and is tried again with the next slot. Safe for use by many
 * threads.
 */
public final class HistoryBuffer {

  private static final int MAX_WAITING = 7 * QuarterHour.PER_DAY * 8;

  /** A day longer than a command can be valid. */
  private static final Duration KEEP_COMMANDS = Duration.ofDays(8);

  private final HistoryStore store;
  private final Deque<SlotMean> waiting = new ArrayDeque<>();

  /** Means that gave way to newer ones while nothing could be written. */
  private long dropped;

  public HistoryBuffer(HistoryStore store) {
    this.store = store;
  }

  /** Takes means over; nothing is written yet. */
  public synchronized void take(Collection<SlotMean> means) {
    waiting.addAll(means);
    while (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
      dropped++;
    }
  }

  /**
   * Writes what waits.
   *
   * @return why not, if it could not be written
   */
  public Optional<String> flush() {
    List<SlotMean> batch;
    String alsoLost;
    synchronized (this) {
      batch = new ArrayList<>(waiting);
      alsoLost = dropped == 0 ? "" : ", " + dropped + " older values were dropped";
    }
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    try {
      store.append(batch);
    } catch (SQLException e) {
      return Optional.of("history cannot be written: " + e.getMessage() + alsoLost);
    }
    synchronized (this) {
      waiting.removeIf(new HashSet<>(batch)::contains);
    }
    return Optional.empty();
  }

  /**
   * Notes a command's id, over restarts.
   *
   * @return why the command must not be carried out: it was noted before, or its id cannot be kept,
   *     so that it could be carried out twice; empty if neither
   */
  public Optional<String> noteCommand(String id, Instant now) {
    try {
      return store.noteCommand(id, now, KEEP_COMMANDS)
          ? Optional.empty()
          : Optional.of("repeated: this id was taken before");
    } catch (SQLException e) {
      Logger.error("command ids cannot be kept: {}", e.getMessage());
      return Optional.of("its id cannot be kept: " + e.getMessage());
    }
  }
}
