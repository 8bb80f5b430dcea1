package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that is the sum of registers: of phases, of strings, of "charging" and "discharging". If
 * one of them is missing, so is the sum.
 *
 * @param parts at least one
 */
record Total(Signal signal, List<RegisterSpec> parts) {

  Total {
    parts = List.copyOf(parts);
  }

  /** Where its registers are. */
  List<Span> spans() {
    return parts.stream().map(Span::of).toList();
  }

  /**
   * What the replies mean.
   *
   * @param replies at least one for each of {@link #spans}
   */
  Sample of(Map<Span, RegisterReply> replies, Moment now) {
    Sample first = sample(parts.getFirst(), replies, now);
    if (parts.size() == 1 || !(first instanceof Sample.Good)) {
      return first;
    }
    double sum = 0;
    for (RegisterSpec part : parts) {
      switch (sample(part, replies, now)) {
        case Sample.Good good -> sum += good.value();
        case Sample.Missing missing -> {
          return missing;
        }
      }
    }
    return Sample.checked(signal, sum, now);
  }

  private Sample sample(RegisterSpec part, Map<Span, RegisterReply> replies, Moment now) {
    @Nullable RegisterReply reply = replies.get(Span.of(part));
    return switch (reply) {
      case Words words -> RegisterCodec.decode(signal, part, words.words(), now);
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case null -> throw new IllegalStateException(signal + " was not polled");
    };
  }
}
