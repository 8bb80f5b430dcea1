package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.OutputRegisters.Look;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a register that refuses our value: an old value would act as soon as control is
 * taken. Some devices take a value only after that, so it cannot be waited for ever.
 */
final class StaleSetpoint {

  /**
   * A device that refuses for longer wants control to be taken first; a disturbed one comes back.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<RegisterSpan, int[]> taken = new HashMap<>();
  private @Nullable Moment refusedSince;

  /** The device took the cell's words. */
  void took(Cell cell) {
    taken.put(cell.span(), cell.words());
  }

  /** Everything was taken. */
  void settled() {
    refusedSince = null;
  }

  /**
   * Whether a value that nobody may wait to act is known to stand where the cell's was refused: as
   * read, or else as it was written last.
   *
   * @param takes whether control is about to be taken, so that even our own value would act from
   *     then on, which the device has just refused
   */
  boolean in(Cell cell, Look look, boolean takes, Moment now) {
    // One that refuses to be read as well wants nothing of the kind: it is out of sorts.
    boolean moody = look.failure().isPresent();
    Moment since = refusedSince == null || moody ? now : refusedSince;
    refusedSince = since;
    if (now.since(since).compareTo(PATIENCE) > 0) {
      return false;
    }
    return switch (look.held(cell)) {
      case SAME -> takes && look.held(cell.emptied()) == OutputRegisters.Held.OTHER;
      case OTHER -> look.held(cell.emptied()) == OutputRegisters.Held.OTHER;
      case UNREADABLE -> {
        int[] old = taken.getOrDefault(cell.span(), new int[0]);
        // Even if it was ours: what nobody can read may be older than what it is worth.
        yield Arrays.stream(old).anyMatch(word -> word != 0);
      }
    };
  }
}
