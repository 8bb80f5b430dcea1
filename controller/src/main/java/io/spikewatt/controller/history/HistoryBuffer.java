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
 * Slot means on their way to the store. Means that could not be written wait in memory and are
 * retried with the next slot; beyond a week's worth the oldest are dropped. Safe for use by many
 * threads.
 */
public final class HistoryBuffer {

  private static final int MAX_WAITING = 7 * QuarterHour.PER_DAY * 8;

  /** A day longer than a command can be valid. */
  private static final Duration KEEP_COMMANDS = Duration.ofDays(8);

  private final HistoryStore store;
  private final Deque<SlotMean> waiting = new ArrayDeque<>();

  /** Why the last writing failed; empty = it did not. */
  private volatile Optional<String> failed = Optional.empty();

  /** Means dropped in favour of newer ones while nothing could be written. */
  private long dropped;

  public HistoryBuffer(HistoryStore store) {
    this.store = store;
  }

  /** Adds means; writes nothing yet. */
  public synchronized void take(Collection<SlotMean> means) {
    waiting.addAll(means);
    while (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
      dropped++;
    }
  }

  /** Why history and command ids are not kept for now; empty = they are. */
  public Optional<String> problem() {
    return failed.or(store::problem);
  }

  /**
   * Writes the waiting means.
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
      failed = Optional.of("history cannot be written: " + e.getMessage() + alsoLost);
      return failed;
    }
    failed = Optional.empty();
    synchronized (this) {
      waiting.removeIf(new HashSet<>(batch)::contains);
    }
    return Optional.empty();
  }

  /**
   * Stores a command's id across restarts.
   *
   * @return why the command must not be carried out: its id is known, or cannot be stored, so that
   *     it could be carried out twice; empty if neither
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
