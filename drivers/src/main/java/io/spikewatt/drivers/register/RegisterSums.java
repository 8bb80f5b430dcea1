package io.spikewatt.drivers.register;

import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums of registers that one plan reads together. */
final class RegisterSums {

  private final List<RegisterSum> sums;
  private final PollPlan plan;
  private final int[][] places;

  /** {@code maxRead} is the largest number of registers in one answer of the device. */
  RegisterSums(List<RegisterSum> sums, int maxRead) {
    this.sums = List.copyOf(sums);
    this.plan =
        new PollPlan(
            sums.stream().flatMap(sum -> sum.spans().stream()).toList(),
            PolledModbusDevice.MAX_GAP,
            maxRead);
    this.places = sums.stream().map(sum -> plan.places(sum.spans())).toArray(int[][]::new);
  }

  /** Sends the request of the next read ahead, if that needs only one. */
  Optional<AwaitedAnswer> ask(RegisterPort port, Moment now) {
    return plan.ask(port, now);
  }

  List<Sample> read(RegisterSession session, Moment now) {
    PollReplies replies = plan.poll(session, now);
    List<Sample> read = new ArrayList<>(places.length);
    for (int i = 0; i < places.length; i++) {
      read.add(sums.get(i).of(replies, places[i], now));
    }
    return read;
  }
}
