package io.spikewatt.drivers.register;

import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inputs of a device with the same read period. Between two reads their samples keep the time of
 * the read; a failed read is retried in the next cycle.
 */
final class PollGroup {

  private final List<RegisterSum> inputs;
  private final Cadence cadence;
  private final boolean everyCycle;
  private final PollPlan plan;
  private final int[][] places;
  private List<Sample> samples = List.of();

  /** {@code every} is the interval of reading; zero = in every cycle. */
  PollGroup(Duration every, List<RegisterSum> inputs, int maxRead) {
    this.inputs = List.copyOf(inputs);
    this.cadence = new Cadence(every);
    this.everyCycle = every.isZero();
    this.plan =
        new PollPlan(
            inputs.stream().flatMap(input -> input.spans().stream()).toList(),
            PolledModbusDevice.MAX_GAP,
            maxRead);
    this.places = inputs.stream().map(input -> plan.places(input.spans())).toArray(int[][]::new);
  }

  /** Sends the request of its next poll ahead, if that needs only one. */
  Optional<AwaitedAnswer> ask(RegisterPort port, Moment now) {
    return plan.ask(port, now);
  }

  /** Whether it is polled now. To be called in every cycle. */
  boolean due(Moment now) {
    return everyCycle || cadence.due(now);
  }

  List<Sample> read(RegisterSession session, Moment now) {
    if (!due(now)) {
      return samples;
    }
    PollReplies replies = plan.poll(session, now);
    List<Sample> read = new ArrayList<>(inputs.size());
    for (int i = 0; i < places.length; i++) {
      read.add(inputs.get(i).of(replies, places[i], now));
    }
    samples = read;
    if (!everyCycle && read.stream().noneMatch(PollGroup::transientFailure)) {
      cadence.done(now);
    } else {
      cadence.reset();
    }
    return samples;
  }

  /** The device was not polled, or did not answer; it may in the next cycle. */
  private static boolean transientFailure(Sample sample) {
    return sample instanceof Sample.Missing missing
        && switch (missing.reason().kind()) {
          case UNREACHABLE, TIMEOUT, BAD_FRAME -> true;
          default -> false;
        };
  }
}
