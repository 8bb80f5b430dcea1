package io.spikewatt.controller.history;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * Slot means, minutes and decisions on their way to the store. Those that could not be written wait
 * in memory and are retried with the next slot; beyond a week's worth of means and minutes, or two
 * days' of decisions, the oldest are dropped. Minutes are written an hour at a time, so a power cut
 * loses those of the running hour. Safe for use by many threads.
 */
public final class HistoryBuffer {

  private static final int MAX_WAITING = 7 * QuarterHour.PER_DAY * 8;
  private static final int MAX_WAITING_DECISIONS = 2 * QuarterHour.PER_DAY * 8;

  /** A day longer than a command can be valid. */
  private static final Duration KEEP_COMMANDS = Duration.ofDays(8);

  private final HistoryStore store;
  private final Deque<SlotMean> waiting = new ArrayDeque<>();

  private final WaitingMinutes minutes = new WaitingMinutes();

  /** By time, the key of the store. */
  private final NavigableMap<Instant, LoggedDecision> decisions = new TreeMap<>();

  /** Why the last writing failed; empty = it did not. */
  private volatile Optional<String> failed = Optional.empty();

  /** Values dropped in favour of newer ones while nothing could be written. */
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

  /** Adds means of minutes; writes nothing yet. */
  public synchronized void takeMinutes(Collection<SlotMean> means) {
    dropped += minutes.add(means);
  }

  /** Adds a decision, or replaces the one of its time; writes nothing yet. */
  public synchronized void take(LoggedDecision decision) {
    decisions.put(decision.at(), decision);
    while (decisions.size() > MAX_WAITING_DECISIONS) {
      decisions.pollFirstEntry();
      dropped++;
    }
  }

  /**
   * Decisions from {@code from} to before {@code to}, in their order, written or not.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public List<LoggedDecision> decisions(Instant from, Instant to) {
    NavigableMap<Instant, LoggedDecision> all = new TreeMap<>();
    // Waiting ones first: a decision that is written meanwhile is then in the store.
    List<LoggedDecision> newer = waitingDecisions();
    HistoryUnreadable.orThrow(() -> store.decisions(from, to))
        .forEach(decision -> all.put(decision.at(), decision));
    newer.forEach(decision -> all.put(decision.at(), decision));
    return List.copyOf(all.subMap(from, to).values());
  }

  /**
   * When the decision log begins; empty without a decision.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<Instant> firstDecision() {
    List<LoggedDecision> newer = waitingDecisions();
    Optional<Instant> first = HistoryUnreadable.orThrow(store::firstDecision);
    return Stream.concat(first.stream(), newer.stream().map(LoggedDecision::at))
        .min(Comparator.naturalOrder());
  }

  /**
   * End of the thinned-out decisions; empty = there are none.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<Instant> thinnedTo() {
    return HistoryUnreadable.orThrow(store::thinnedTo);
  }

  /** Sums of the slot that was running at the last orderly end. */
  public KeptValues runningSlot() {
    return store.runningSlot();
  }

  /** Start of the load's newest slot on record; empty without one, or while it cannot be read. */
  public Optional<Instant> newestSlot() {
    try {
      return store.span(SiteSeries.LOAD_W).map(HistoryStore.Span::last);
    } catch (SQLException e) {
      Logger.warn("the newest slot cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Energies of the written days of a site.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public EnergyDays days(Site site) {
    return new EnergyDays(store, site);
  }

  /**
   * Written means of a series from its first known slot, but not before {@code from}, up to {@code
   * to}; unknown ones are NaN. Empty without any known value.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public TimeSeries means(String series, Instant from, Instant to) {
    return HistoryUnreadable.orThrow(() -> store.read(series, from, to, QuarterHour.LENGTH));
  }

  /**
   * Minutes of a series, written or not; NaN = unknown.
   *
   * @param from the result begins at the start of its hour
   * @param to at a minute's start
   * @throws HistoryUnreadable if the store cannot be read
   */
  public RecordedMinutes minutes(String series, Instant from, Instant to) {
    Instant start = MinuteBlock.hourOf(from);
    // Waiting ones first: a minute that is written meanwhile is then in the store.
    List<MinuteBlock> newer = waitingMinutes();
    RecordedMinutes written = HistoryUnreadable.orThrow(() -> store.minutes(series, start, to));
    newer.stream()
        .filter(block -> block.series().equals(series))
        .forEach(block -> MinuteTable.copy(block, start, written.minutes().values()));
    return written;
  }

  private synchronized List<MinuteBlock> waitingMinutes() {
    return minutes.all();
  }

  private synchronized List<LoggedDecision> waitingDecisions() {
    return List.copyOf(decisions.values());
  }

  /** Why history and command ids are not kept for now; empty = they are. */
  public Optional<String> problem() {
    return failed.or(store::problem);
  }

  /**
   * Writes the waiting means, decisions and whole hours of minutes.
   *
   * @return why not, if it could not be written
   */
  public Optional<String> flush() {
    return flush(false);
  }

  /** The same with the minutes of the running hour: for an orderly end. */
  public Optional<String> flushAll() {
    return flush(true);
  }

  private Optional<String> flush(boolean all) {
    List<SlotMean> batch;
    List<LoggedDecision> decided;
    List<MinuteBlock> hours;
    String alsoLost;
    synchronized (this) {
      hours = all ? minutes.all() : minutes.ended();
      batch = new ArrayList<>(waiting);
      decided = waitingDecisions();
      alsoLost = dropped == 0 ? "" : ", " + dropped + " older values were dropped";
    }
    if (batch.isEmpty() && decided.isEmpty() && hours.isEmpty()) {
      return Optional.empty();
    }
    try {
      store.append(batch, decided, hours);
    } catch (SQLException e) {
      failed = Optional.of("history cannot be written: " + e.getMessage() + alsoLost);
      return failed;
    }
    failed = Optional.empty();
    synchronized (this) {
      minutes.remove(hours);
      waiting.removeIf(new HashSet<>(batch)::contains);
      decided.forEach(decision -> decisions.remove(decision.at(), decision));
    }
    return Optional.empty();
  }

  /**
   * Stores a command's id across restarts, and the command itself if it holds for a time.
   *
   * @param restricts whether it only restricts: twice is harmless then, so it counts even if
   *     nothing can be stored
   * @return why the command must not be carried out: its id is known, or cannot be stored, so that
   *     it could be carried out twice; empty if neither
   */
  public Optional<String> noteCommand(
      String id, Optional<KeptCommand> lasting, boolean restricts, Instant now) {
    try {
      return store.noteCommand(id, lasting, now, KEEP_COMMANDS)
          ? Optional.empty()
          : Optional.of("repeated: this id was taken before");
    } catch (SQLException e) {
      Logger.error("command ids cannot be kept: {}", e.getMessage());
      return restricts ? Optional.empty() : Optional.of("its id cannot be kept: " + e.getMessage());
    }
  }

  /** Forgets the last command of a name, which is not to hold after a restart. */
  public void endCommand(String name) {
    try {
      store.endCommand(name);
    } catch (SQLException e) {
      Logger.error("{} may hold again after a restart: {}", name, e.getMessage());
    }
  }

  /** The last command of each name, expired ones among them; none if they cannot be read. */
  public List<KeptCommand> keptCommands() {
    try {
      return store.keptCommands();
    } catch (SQLException e) {
      Logger.error("commands in force before cannot be read: {}", e.getMessage());
      return List.of();
    }
  }
}
