package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.OutputCells.Cell;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the registers of one output. */
final class OutputRegisters {

  /** Unused registers that are read along to save a request. */
  private static final int MAX_GAP = 8;

  private final PollPlan plan;

  /** Registers that can be read back, at most {@code maxRead} in one answer. */
  OutputRegisters(List<RegisterSpan> readable, int maxRead) {
    this.plan = new PollPlan(readable, MAX_GAP, maxRead);
  }

  /** Content of a register compared with its setpoint. */
  enum Held {
    SAME,
    OTHER,
    /** The device refuses to read it. */
    UNREADABLE
  }

  /** Reads the present contents of the registers. */
  Look look(RegisterSession session, Moment now) {
    return new Look(plan.read(session, now));
  }

  record Look(Map<RegisterSpan, RegisterReply> replies) {

    /** The first failure that is more than "this register cannot be read". */
    Optional<Failed> failure() {
      for (RegisterReply reply : replies.values()) {
        if (reply instanceof Failed failed && !failed.badSpan()) {
          return Optional.of(failed);
        }
      }
      return Optional.empty();
    }

    Held held(Cell cell) {
      return replies.get(cell.span()) instanceof Words now
          ? Arrays.equals(now.words(), cell.words()) ? Held.SAME : Held.OTHER
          : Held.UNREADABLE;
    }

    /** Whether one of the registers is known to hold something else. */
    boolean differs(List<Cell> cells) {
      return cells.stream().anyMatch(cell -> held(cell) == Held.OTHER);
    }

    /** For people. */
    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      replies.forEach(
          (registerSpan, reply) -> {
            if (reply instanceof Words words) {
              parts.add(registerSpan.address() + " holds " + Arrays.toString(words.words()));
            }
          });
      return String.join(", ", parts);
    }
  }
}
