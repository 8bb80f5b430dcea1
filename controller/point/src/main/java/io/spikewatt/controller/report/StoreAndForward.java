package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.MessageBacklog;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Messages that are promised to the broker: each is sent when it arises, and kept until the broker
 * has confirmed it; what was not is sent on its return, marked historical, the oldest first. As
 * long as the broker confirms within seconds nothing is written to disk.
 *
 * <p>{@link #publish} and {@link #alarms} never wait for the disk, and any thread may call them.
 * {@link #tick} does the work and is called by one thread every few seconds.
 */
public final class StoreAndForward {

  /** Most messages in memory while none can be written. */
  private static final int MAX_FRESH = 1_000;

  private static final int MAX_FRESH_BYTES = 1 << 20;

  /** Historical messages a tick: they must not keep the broker busy. */
  private static final int MAX_AT_ONCE = 100;

  private static final int WRITES_AT_ONCE = 20;

  /** With two pages each about 4 MB a day: a device that fails every minute must not wear flash. */
  private static final Duration WRITE_EVERY = Duration.ofMinutes(3);

  /** A restarted broker is no alarm. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration LAST_CONFIRMATIONS = Duration.ofSeconds(1);

  private final MessagePort port;
  private final Optional<MessageBacklog> backlog;

  /** Not on disk yet, oldest first. */
  private final Deque<Fresh> fresh = new ArrayDeque<>();

  private int freshBytes;
  private long dropped;
  private @Nullable Moment awaySince;
  private volatile long kept;

  // All below belong to the thread of the ticks.

  /** On disk, and handed over to the present connection. */
  private final NavigableMap<Long, MessageDelivery> underWay = new TreeMap<>();

  /** Confirmed, and not deleted yet. */
  private final TreeSet<Long> confirmed = new TreeSet<>();

  private long lastConnection;
  private double writesLeft = WRITES_AT_ONCE;
  private @Nullable Moment lastTick;
  private String trouble = "";

  /** A message that is only in memory; waited = a tick has seen it unconfirmed. */
  private record Fresh(MessageBacklog.Draft draft, MessageDelivery delivery, boolean waited) {

    Fresh seen() {
      return new Fresh(draft, delivery, true);
    }
  }

  /**
   * How it is.
   *
   * @param waiting messages that the broker has not confirmed
   * @param dropped messages that had to go unsent, since the last time that none waited
   */
  public record Standing(long waiting, long dropped) {}

  private StoreAndForward(MessagePort port, Optional<MessageBacklog> backlog) {
    this.port = port;
    this.backlog = backlog;
  }

  /** With a backlog on disk, which may hold messages of an earlier process. */
  public static StoreAndForward of(MessagePort port, MessageBacklog backlog) {
    return new StoreAndForward(port, Optional.of(backlog));
  }

  /** Keeps nothing: a message is sent when it arises or never. */
  public static StoreAndForward keepingNothing(MessagePort port) {
    return new StoreAndForward(port, Optional.empty());
  }

  /** Sends a message at once if the broker is there, and keeps it until it was confirmed. */
  public synchronized void publish(String topic, byte[] payload) {
    MessageDelivery delivery = port.send(Message.fleeting(topic, payload));
    if (backlog.isPresent()) {
      dropConfirmed();
      add(new Fresh(new MessageBacklog.Draft(topic, payload), delivery, false));
    }
  }

  private void add(Fresh one) {
    fresh.addLast(one);
    freshBytes += one.draft.size();
    while (fresh.size() > MAX_FRESH || (freshBytes > MAX_FRESH_BYTES && fresh.size() > 1)) {
      freshBytes -= fresh.removeFirst().draft.size();
      dropped++;
    }
  }

  private void dropConfirmed() {
    if (fresh.removeIf(one -> isDone(one.delivery))) {
      freshBytes = fresh.stream().mapToInt(one -> one.draft.size()).sum();
    }
  }

  /** Refused ones, too: they would be refused for ever. */
  private static boolean isDone(MessageDelivery delivery) {
    return delivery.state() == MessageDelivery.State.CONFIRMED
        || delivery.state() == MessageDelivery.State.REFUSED;
  }

  /** Problems of now, code to sentence. */
  public synchronized Map<String, Phrase> alarms(Moment now) {
    Map<String, Phrase> alarms = new LinkedHashMap<>();
    Optional<String> problem = port.problem();
    if (problem.isEmpty()) {
      awaySince = null;
    } else if (awaySince == null) {
      awaySince = now;
    } else if (now.since(awaySince).compareTo(PATIENCE) >= 0) {
      alarms.put("broker", AlarmTexts.brokerAway(problem.get()));
    }
    if (dropped > 0) {
      alarms.put("broker-backlog", AlarmTexts.messagesDropped(dropped));
    }
    return alarms;
  }

  public synchronized Standing standing() {
    dropConfirmed();
    return new Standing(kept + fresh.size(), dropped);
  }

  /** Writes what was not confirmed soon, deletes what was, and sends older messages. */
  public void tick(Moment now) {
    if (backlog.isEmpty()) {
      return;
    }
    try {
      settle();
      if (mayWrite(now) || !confirmed.isEmpty()) {
        write(backlog.get());
      }
      forward(backlog.get());
      count(backlog.get());
      trouble = "";
    } catch (IOException e) {
      say("messages for the broker cannot be kept on disk: " + e.getMessage());
    }
  }

  private void say(String what) {
    if (!what.equals(trouble)) {
      Logger.error("{}", what);
      trouble = what;
    }
  }

  private void settle() {
    for (Iterator<Map.Entry<Long, MessageDelivery>> i = underWay.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<Long, MessageDelivery> one = i.next();
      switch (one.getValue().state()) {
        case UNDER_WAY -> {}
        case CONFIRMED, REFUSED -> {
          i.remove();
          confirmed.add(one.getKey());
        }
        case LOST -> i.remove();
      }
    }
  }

  /** Whether there is something to write, and flash bears it. */
  private boolean mayWrite(Moment now) {
    if (lastTick != null) {
      double earned = (double) now.since(lastTick).toMillis() / WRITE_EVERY.toMillis();
      writesLeft = Math.min(WRITES_AT_ONCE, writesLeft + earned);
    }
    lastTick = now;
    return anyUnconfirmed() && writesLeft >= 1;
  }

  /** Whether a message was lost, or is still unconfirmed since the tick before. */
  private synchronized boolean anyUnconfirmed() {
    dropConfirmed();
    boolean found =
        fresh.stream().anyMatch(f -> f.waited || f.delivery.state() == MessageDelivery.State.LOST);
    List<Fresh> seen = fresh.stream().map(Fresh::seen).toList();
    fresh.clear();
    fresh.addAll(seen);
    return found;
  }

  private void write(MessageBacklog to) throws IOException {
    List<Fresh> batch;
    synchronized (this) {
      dropConfirmed();
      batch = List.copyOf(fresh);
    }
    writesLeft -= batch.isEmpty() ? 0 : 1;
    MessageBacklog.Change change = to.change(confirmed, batch.stream().map(Fresh::draft).toList());
    confirmed.clear();
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).delivery.state() != MessageDelivery.State.LOST) {
        underWay.put(change.numbers().get(i), batch.get(i).delivery);
      }
    }
    Set<MessageDelivery> written = new HashSet<>();
    batch.forEach(one -> written.add(one.delivery));
    synchronized (this) {
      dropped += change.dropped();
      fresh.removeIf(one -> written.contains(one.delivery));
      freshBytes = fresh.stream().mapToInt(one -> one.draft.size()).sum();
    }
  }

  /** The next batch, once the one before has arrived; the first a tick after live messages. */
  private void forward(MessageBacklog from) throws IOException {
    long connection = port.connections();
    boolean stands = port.connected() && connection == lastConnection;
    lastConnection = connection;
    // Bounds the memory of sent messages while the disk refuses to delete them.
    if (!stands || !underWay.isEmpty() || confirmed.size() > MAX_FRESH) {
      return;
    }
    for (MessageBacklog.Kept old : from.oldest(MAX_AT_ONCE + confirmed.size())) {
      if (!confirmed.contains(old.number())) {
        byte[] payload = Payloads.historical(old.payload());
        Message message = Message.historical(old.topic(), payload);
        underWay.put(old.number(), port.send(message));
      }
    }
  }

  private void count(MessageBacklog of) throws IOException {
    long messages = of.size() - confirmed.size();
    kept = messages;
    synchronized (this) {
      if (messages == 0 && fresh.isEmpty()) {
        dropped = 0;
      }
    }
  }

  /** Writes what is not confirmed within a second; {@link #tick} is not called any more. */
  public void close() {
    if (backlog.isEmpty()) {
      return;
    }
    try {
      Optional<MessageDelivery> last;
      synchronized (this) {
        last = Optional.ofNullable(fresh.peekLast()).map(Fresh::delivery);
      }
      if (last.isPresent()) {
        MessageDelivery.State _ = last.get().await(LAST_CONFIRMATIONS);
      }
      settle();
      if (!standing().equals(new Standing(0, 0)) || !confirmed.isEmpty()) {
        write(backlog.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      say("messages for the broker are lost with this process: " + e.getMessage());
    }
  }
}
