package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/**
 * A value that is the sum of registers: of phases, of strings, of "charging" and "discharging". If
 * one of them is missing, so is the sum.
 *
 * @param parts at least one
 */
record RegisterSum(Signal signal, List<RegisterSpec> parts) {

  RegisterSum {
    parts = List.copyOf(parts);
  }

  /** Where its registers are. */
  List<RegisterSpan> spans() {
    return parts.stream().map(RegisterSpan::of).toList();
  }

  /**
   * Decodes the replies.
   *
   * @param places positions of {@link #spans} in the replies
   */
  Sample of(PollReplies replies, int[] places, Moment now) {
    Sample first = sample(parts.getFirst(), replies, places[0], now);
    if (parts.size() == 1 || !(first instanceof Sample.Good)) {
      return first;
    }
    double sum = 0;
    for (int i = 0; i < places.length; i++) {
      switch (sample(parts.get(i), replies, places[i], now)) {
        case Sample.Good good -> sum += good.value();
        case Sample.Missing missing -> {
          return missing;
        }
      }
    }
    return Sample.checked(signal, sum, now);
  }

  private Sample sample(RegisterSpec part, PollReplies replies, int place, Moment now) {
    return switch (replies.answer(place)) {
      case Words words ->
          RegisterCodec.decode(signal, part, words.words(), replies.start(place), now);
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
    };
  }
}
