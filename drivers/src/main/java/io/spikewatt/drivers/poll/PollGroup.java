package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a device that are read at the same pace. Between two readings their samples stand with
 * the time at which they were read; a reading that failed is tried again in the next cycle.
 */
final class PollGroup {

  private record Input(Signal signal, RegisterSpec spec, Span span) {}

  private final List<Input> inputs;
  private final Cadence cadence;
  private final boolean everyCycle;
  private final PollPlan plan;
  private List<Sample> samples = List.of();

  /**
   * @param every how often it is read; zero = in every cycle
   */
  PollGroup(Duration every, Map<Signal, RegisterSpec> inputs, int maxGap, int maxRead) {
    this.inputs =
        inputs.entrySet().stream()
            .map(input -> new Input(input.getKey(), input.getValue(), Span.of(input.getValue())))
            .toList();
    this.cadence = new Cadence(every);
    this.everyCycle = every.isZero();
    this.plan = new PollPlan(this.inputs.stream().map(Input::span).toList(), maxGap, maxRead);
  }

  List<Sample> read(RegisterSession session, Moment now) {
    if (!everyCycle && !cadence.due(now)) {
      return samples;
    }
    Map<Span, RegisterReply> replies = plan.read(session, now);
    List<Sample> read = new ArrayList<>(inputs.size());
    for (Input input : inputs) {
      read.add(sample(input.signal, input.spec, replies.get(input.span), now));
    }
    samples = read;
    if (!everyCycle && read.stream().noneMatch(PollGroup::transientFailure)) {
      cadence.done(now);
    } else {
      cadence.reset();
    }
    return samples;
  }

  /** The device was not asked, or did not answer; it may in the next cycle. */
  private static boolean transientFailure(Sample sample) {
    return sample instanceof Sample.Missing missing
        && switch (missing.reason().kind()) {
          case UNREACHABLE, TIMEOUT, BAD_FRAME -> true;
          default -> false;
        };
  }

  private static Sample sample(
      Signal signal, RegisterSpec spec, @Nullable RegisterReply reply, Moment now) {
    return switch (reply) {
      case Words words -> RegisterCodec.decode(signal, spec, words.words(), now);
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case null -> throw new IllegalStateException(signal + " was not polled");
    };
  }
}
