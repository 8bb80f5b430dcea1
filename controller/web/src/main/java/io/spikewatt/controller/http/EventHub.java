package io.spikewatt.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonFields;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Sends the state to all open tabs: whole to a new one, then what changed, encoded once for all.
 * Its thread lives only while a tab is open. Safe for use by many threads.
 */
final class EventHub implements AutoCloseable {

  /** Tabs at once; more are refused. */
  static final int MOST_STREAMS = 32;

  private final Supplier<byte[]> state;
  private final Clock clock;
  private final Duration pace;
  private final Set<EventStream> streams = new LinkedHashSet<>();
  private JsonFields sent = JsonFields.NONE;
  private boolean publishing;
  private boolean closed;

  /** The site's state as one JSON object, and the time between two events. */
  EventHub(Supplier<byte[]> state, Clock clock, Duration pace) {
    this.state = state;
    this.clock = clock;
    this.pace = pace;
  }

  /** A stream that begins with the whole state; empty if there are too many. */
  Optional<EventStream> open() {
    if (size() >= MOST_STREAMS) {
      return Optional.empty();
    }
    JsonFields fresh = JsonFields.of(state.get());
    synchronized (this) {
      if (closed || streams.size() >= MOST_STREAMS) {
        return Optional.empty();
      }
      if (!publishing) {
        sent = fresh;
        publishing = true;
        Thread.ofVirtual().name("page events").start(this::publish);
      }
      EventStream stream = new EventStream();
      stream.offer(frame("state", sent));
      streams.add(stream);
      return Optional.of(stream);
    }
  }

  synchronized void remove(EventStream stream) {
    streams.remove(stream);
  }

  synchronized int size() {
    return streams.size();
  }

  private void publish() {
    try {
      do {
        clock.sleepUntil(clock.now().plus(pace));
      } while (send());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether anybody is left to send to. */
  private boolean send() {
    if (idle()) {
      return false;
    }
    try {
      JsonFields fresh = JsonFields.of(state.get());
      synchronized (this) {
        byte[] change = frame("change", fresh.since(sent));
        sent = fresh;
        streams.removeIf(stream -> !stream.offer(change));
      }
    } catch (RuntimeException bug) {
      Logger.error(bug, "the page's state met a bug");
    }
    return true;
  }

  private synchronized boolean idle() {
    if (streams.isEmpty() || closed) {
      publishing = false;
      sent = JsonFields.NONE;
      return true;
    }
    return false;
  }

  private static byte[] frame(String event, JsonFields fields) {
    return ("event: " + event + "\ndata: " + fields.json() + "\n\n").getBytes(UTF_8);
  }

  @Override
  public synchronized void close() {
    closed = true;
    streams.forEach(EventStream::drop);
    streams.clear();
  }
}
