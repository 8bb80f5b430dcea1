package io.spikewatt.drivers.register;

import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Inputs of a device with the same read period. Between two reads their samples keep the time of
 * the read; a failed read is retried in the next cycle.
 */
final class PollGroup {

  private final RegisterSums inputs;
  private final Cadence cadence;
  private final boolean everyCycle;
  private List<Sample> samples = List.of();

  /** {@code every} is the interval of reading; zero = in every cycle. */
  PollGroup(Duration every, List<RegisterSum> inputs, int maxRead) {
    this.inputs = new RegisterSums(inputs, maxRead);
    this.cadence = new Cadence(every);
    this.everyCycle = every.isZero();
  }

  /** Sends the request of its next poll ahead, if that needs only one. */
  Optional<AwaitedAnswer> ask(RegisterPort port, Moment now) {
    return inputs.ask(port, now);
  }

  /** Tells if the group is polled now; needs a call in every cycle. */
  boolean due(Moment now) {
    return everyCycle || cadence.due(now);
  }

  List<Sample> read(RegisterSession session, Moment now) {
    if (!due(now)) {
      return samples;
    }
    samples = inputs.read(session, now);
    if (!everyCycle && samples.stream().noneMatch(PollGroup::transientFailure)) {
      cadence.done(now);
    } else {
      cadence.reset();
    }
    return samples;
  }

  /** Whether the device was not polled or did not answer: it may in the next cycle. */
  private static boolean transientFailure(Sample sample) {
    return sample instanceof Sample.Missing missing
        && switch (missing.reason().kind()) {
          case UNREACHABLE, TIMEOUT, BAD_FRAME -> true;
          default -> false;
        };
  }
}
