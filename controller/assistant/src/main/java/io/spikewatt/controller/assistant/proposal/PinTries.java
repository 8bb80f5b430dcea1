package io.spikewatt.controller.assistant.proposal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Wrong PINs of each person. After five within 15 minutes even the right PIN is refused for 15
 * minutes: a short PIN is safe only if guesses are few. Signatures cannot be guessed and are not
 * counted, so nobody can lock out a person who signs.
 *
 * @param byApprover for known people alone, so bounded
 */
public record PinTries(Map<String, Wrong> byApprover) {

  /** Wrong PINs that lock. */
  public static final int MOST = 5;

  /** Time in which they count, and time of the lock. */
  public static final Duration WINDOW = Duration.ofMinutes(15);

  static final PinTries NONE = new PinTries(Map.of());

  public PinTries {
    byApprover = Map.copyOf(byApprover);
  }

  /**
   * @param number since {@code first}, 1..5
   * @param first when the first one was typed
   * @param last when the last one was typed
   */
  public record Wrong(int number, Instant first, Instant last) {}

  boolean isLocked(String approver, Instant now) {
    Wrong wrong = byApprover.get(approver);
    return wrong != null
        && wrong.number >= MOST
        && Duration.between(wrong.last, now).abs().compareTo(WINDOW) < 0;
  }

  PinTries wrong(String approver, Instant now) {
    Wrong before = byApprover.get(approver);
    Map<String, Wrong> next = new TreeMap<>(byApprover);
    next.put(
        approver,
        before == null || isOver(before, now)
            ? new Wrong(1, now, now)
            : new Wrong(before.number + 1, before.first, now));
    return new PinTries(next);
  }

  private static boolean isOver(Wrong wrong, Instant now) {
    return wrong.number >= MOST || Duration.between(wrong.first, now).abs().compareTo(WINDOW) >= 0;
  }

  PinTries right(String approver) {
    Map<String, Wrong> next = new TreeMap<>(byApprover);
    next.remove(approver);
    return new PinTries(next);
  }
}
