package io.spikewatt.fleet.page;

import io.spikewatt.fleet.coordinate.FleetEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest messages that did not count. Thread-safe. */
public final class RefusalLog {

  private static final int MOST = 20;
  private static final int MOST_CHARACTERS = 200;

  private final Deque<RefusedMessage> newest = new ArrayDeque<>();
  private long count;

  /**
   * A message that did not count.
   *
   * @param text begins with the cause
   */
  public record RefusedMessage(Instant at, String gateway, String text) {}

  /**
   * @param count number of refused messages since the coordinator's start
   * @param newest the newest first
   */
  public record RefusalSummary(long count, List<RefusedMessage> newest) {}

  /** Notes an event if it is a refusal. */
  public synchronized void note(FleetEvent event, Instant now) {
    if (event.kind() == FleetEvent.EventKind.REFUSED) {
      count++;
      String text = event.text();
      newest.addFirst(
          new RefusedMessage(
              now, event.subject(), text.substring(0, Math.min(MOST_CHARACTERS, text.length()))));
      if (newest.size() > MOST) {
        newest.removeLast();
      }
    }
  }

  public synchronized RefusalSummary summary() {
    return new RefusalSummary(count, List.copyOf(newest));
  }
}
