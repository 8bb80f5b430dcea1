package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A value that is the sum of registers: of phases, of strings, of "charging" and "discharging". If
 * one of them is missing, so is the sum, unless the device has no such part. A device that never
 * had the value itself may have a magnitude and a sign instead.
 */
final class RegisterSum {

  private final Signal signal;
  private final List<RegisterSpec> parts;

  /** From this place on, parts that a device may lack. */
  private final int fitted;

  private final Optional<RegisterInput.SignedByState> instead;
  private boolean seen;

  RegisterSum(Signal signal, RegisterInput input) {
    this(signal, input.parts(), input.whereFitted(), input.instead());
  }

  /** At least one part; a device may lack those of {@code whereFitted}. */
  RegisterSum(
      Signal signal,
      List<RegisterSpec> parts,
      List<RegisterSpec> whereFitted,
      Optional<RegisterInput.SignedByState> instead) {
    this.signal = signal;
    this.parts = Stream.concat(parts.stream(), whereFitted.stream()).toList();
    this.fitted = parts.size();
    this.instead = instead;
  }

  Signal signal() {
    return signal;
  }

  List<RegisterSpan> spans() {
    return Stream.concat(
            parts.stream(), instead.stream().flatMap(it -> Stream.of(it.magnitude(), it.state())))
        .map(RegisterSpan::of)
        .toList();
  }

  /** Decodes the replies at the positions of {@link #spans}. */
  Sample of(PollReplies replies, int[] places, Moment now) {
    Sample first = sample(parts.getFirst(), replies, places[0], now);
    if (first instanceof Sample.Missing missing) {
      return !seen && absent(missing) && instead.isPresent()
          ? signed(instead.get(), replies, places, now)
          : first;
    }
    seen = true;
    return parts.size() == 1 ? first : sum(replies, places, now);
  }

  private Sample sum(PollReplies replies, int[] places, Moment now) {
    double sum = 0;
    for (int i = 0; i < parts.size(); i++) {
      switch (sample(parts.get(i), replies, places[i], now)) {
        case Sample.Good good -> sum += good.value();
        case Sample.Missing missing -> {
          if (i < fitted || !absent(missing)) {
            return missing;
          }
        }
      }
    }
    return Sample.checked(signal, sum, now);
  }

  /** Zero while the state has neither sign; missing while it has both. */
  private Sample signed(
      RegisterInput.SignedByState it, PollReplies replies, int[] places, Moment now) {
    Sample magnitude = sample(it.magnitude(), replies, places[parts.size()], now);
    int at = places[parts.size() + 1];
    return switch (replies.answer(at)) {
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case Words words -> {
        int state = words.words()[replies.start(at)];
        int sign = bit(state & it.positive()) - bit(state & it.negative());
        boolean both = (state & it.positive()) != 0 && (state & it.negative()) != 0;
        yield both
            ? Sample.missing(signal, Fault.Kind.BAD_QUALITY, "state " + state, now)
            : magnitude instanceof Sample.Good good
                ? Sample.checked(signal, sign * good.value(), now)
                : magnitude;
      }
    };
  }

  private static int bit(int bits) {
    return bits == 0 ? 0 : 1;
  }

  /** Whether the device has no such value at all. */
  private static boolean absent(Sample.Missing missing) {
    return missing.reason().kind() == Fault.Kind.REJECTED
        || missing.reason().kind() == Fault.Kind.NOT_IMPLEMENTED;
  }

  private Sample sample(RegisterSpec part, PollReplies replies, int place, Moment now) {
    return switch (replies.answer(place)) {
      case Words words ->
          RegisterCodec.decode(signal, part, words.words(), replies.start(place), now);
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
    };
  }
}
