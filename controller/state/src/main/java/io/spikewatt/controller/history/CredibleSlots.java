package io.spikewatt.controller.history;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.ClockSteps;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/**
 * Slot means as long as the clock is credible. A clock before the software's time makes none. The
 * slot in which a clock is stepped has none. What follows a step may be right or wrong: it waits,
 * and is dropped if the clock is stepped again before it is settled. Confined to one thread.
 */
public final class CredibleSlots {

  /** No site had this software before. */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private final SlotMeans slots;
  private final ClockSteps clock;
  private final List<SlotMean> waiting = new ArrayList<>();

  /**
   * @param slot length of a slot
   * @param recorded start of the newest slot on record; a clock that begins before it is doubted
   */
  public CredibleSlots(Duration slot, Instant recorded) {
    this.slots = new SlotMeans(slot);
    this.clock = new ClockSteps(recorded);
  }

  /**
   * Adds one cycle's readings.
   *
   * @param readings by series name; empty = unknown in this cycle; not changed afterwards
   * @return means of slots that have ended and can be believed
   */
  public List<SlotMean> add(Moment now, Map<String, OptionalDouble> readings) {
    if (now.instant().isBefore(EARLIEST)) {
      return List.of();
    }
    if (clock.update(now)) {
      slots.discard();
      waiting.clear();
    }
    waiting.addAll(slots.add(now, readings));
    if (!clock.settled() || waiting.isEmpty()) {
      return List.of();
    }
    List<SlotMean> believed = List.copyOf(waiting);
    waiting.clear();
    return believed;
  }

  /** Means of the running slot so far, of series that were known for {@code least} of it. */
  public Map<String, Double> soFar(Duration least) {
    return slots.soFar(least);
  }

  /** Stores the running slot before an orderly end; one whose time is doubted is dropped. */
  public void keep(KeptValues kept) {
    boolean _ = kept.replace(clock.settled() ? slots.running() : Map.of());
  }

  /** Goes on with the slot that was running at the last orderly end. */
  public void resume(KeptValues kept) {
    Map<String, String> running = kept.all();
    try {
      if (!running.isEmpty()) {
        slots.resume(running);
      }
    } catch (IllegalArgumentException e) {
      Logger.warn("the running slot is not understood and begins anew: {}", e.getMessage());
    }
  }
}
