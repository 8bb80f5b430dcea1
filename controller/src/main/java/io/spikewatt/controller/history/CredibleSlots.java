package io.spikewatt.controller.history;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Slot means as long as the clock is credible. A clock before the software's time makes none. A
 * clock that jumps by more than a day may be right or wrong: its means wait, and are dropped if it
 * jumps again before it has gone on for some hours. Confined to one thread.
 */
public final class CredibleSlots {

  /** No site had this software before. */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration JUMP = Duration.ofDays(1);
  private static final Duration SETTLED = Duration.ofHours(6);

  private final SlotMeans slots;
  private final List<SlotMean> waiting = new ArrayList<>();
  private Moment last = new Moment(0, Instant.EPOCH);

  /** The first reading after a jump that may still turn out to be wrong. */
  private Moment jumped = last;

  private boolean doubted;
  private boolean begun;

  /**
   * @param slot length of a slot
   */
  public CredibleSlots(Duration slot) {
    this.slots = new SlotMeans(slot);
  }

  /**
   * Adds one cycle's readings.
   *
   * @param readings by series name; empty = unknown in this cycle
   * @return means of slots that have ended and can be believed
   */
  public List<SlotMean> add(Moment now, Map<String, OptionalDouble> readings) {
    if (now.instant().isBefore(EARLIEST)) {
      return List.of();
    }
    boolean jump = begun && now.since(last).minus(between(last, now)).abs().compareTo(JUMP) > 0;
    begun = true;
    last = now;
    waiting.addAll(slots.add(now.instant(), readings));
    if (jump && doubted) {
      waiting.clear();
    }
    List<SlotMean> believed = List.of();
    if (!doubted || now.since(jumped).compareTo(SETTLED) > 0) {
      doubted = false;
      believed = List.copyOf(waiting);
      waiting.clear();
    }
    if (jump) {
      doubted = true;
      jumped = now;
    }
    return believed;
  }

  private static Duration between(Moment from, Moment to) {
    return Duration.between(from.instant(), to.instant());
  }
}
