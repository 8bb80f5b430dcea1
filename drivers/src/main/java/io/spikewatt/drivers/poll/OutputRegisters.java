package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterOutput.Enable;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registers of one output: its value, and the switch that puts it into force if it has one. */
final class OutputRegisters {

  private final Span value;
  private final @Nullable Span enable;
  private final Optional<Enable> switching;
  private final PollPlan plan;

  OutputRegisters(RegisterOutput output) {
    this.value =
        new Span(Table.HOLDING, output.register().address(), output.register().encoding().words());
    this.switching = output.enable();
    this.enable = switching.map(e -> new Span(Table.HOLDING, e.address(), 1)).orElse(null);
    this.plan = new PollPlan(enable == null ? List.of(value) : List.of(value, enable), 8);
  }

  /** How what the registers hold compares with what they should. */
  enum Held {
    SAME,
    OTHER,
    /** The device does not let its setpoint be read. */
    UNREADABLE
  }

  /** What the registers hold now. */
  Content look(RegisterSession session, Moment now) {
    return new Content(plan.read(session, now));
  }

  /** One look at the registers. */
  final class Content {
    private final Map<Span, RegisterReply> seen;

    private Content(Map<Span, RegisterReply> seen) {
      this.seen = seen;
    }

    /** The first failure that is more than "this register cannot be read". */
    Optional<Failed> failure() {
      for (RegisterReply reply : seen.values()) {
        if (reply instanceof Failed failed && !failed.badSpan()) {
          return Optional.of(failed);
        }
      }
      return Optional.empty();
    }

    /** Whether the value is {@code words} and in force. */
    Held inForce(int[] words) {
      if (switching.isPresent() && switchHolds(switching.get().on()) == Held.OTHER) {
        return Held.OTHER;
      }
      return valueHolds(words);
    }

    /**
     * Whether the device has its control back. Once it is switched off, the device may put what it
     * likes into the value; without a switch the value has to be the neutral one.
     */
    Held released(int[] neutral) {
      return switching.isPresent() ? switchHolds(switching.get().off()) : valueHolds(neutral);
    }

    private Held valueHolds(int[] words) {
      return seen.get(value) instanceof Words now
          ? Arrays.equals(now.words(), words) ? Held.SAME : Held.OTHER
          : Held.UNREADABLE;
    }

    private Held switchHolds(int wanted) {
      return enable != null && seen.get(enable) instanceof Words now
          ? now.words()[0] == wanted ? Held.SAME : Held.OTHER
          : Held.UNREADABLE;
    }

    /** For people. */
    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      seen.forEach(
          (span, reply) -> {
            if (reply instanceof Words words) {
              parts.add(span.address() + " holds " + Arrays.toString(words.words()));
            }
          });
      return String.join(", ", parts);
    }
  }
}
