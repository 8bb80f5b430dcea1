package io.spikewatt.drivers.register;

import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a device's powers alone, in as few requests as possible, between two full reads. After
 * failures it pauses for longer and longer, because the full reads matter more.
 */
final class PowerOnlyRead {

  private static final Set<Quantity> POWERS =
      Set.of(Quantity.POWER_W, Quantity.POWER_L1_W, Quantity.POWER_L2_W, Quantity.POWER_L3_W);

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(30);

  private final RegisterSums powers;
  private final boolean hasPower;
  private final Backoff backoff = new Backoff(LONGEST_RETRY);

  /** {@code everyCycle} are the inputs read in every cycle; less frequent ones are excluded. */
  PowerOnlyRead(List<RegisterSum> everyCycle, int maxRead) {
    this.powers =
        new RegisterSums(
            everyCycle.stream().filter(sum -> POWERS.contains(sum.signal().quantity())).toList(),
            maxRead);
    this.hasPower = everyCycle.stream().anyMatch(sum -> isPower(sum.signal()));
  }

  /** The power and its readable phases, or nothing. */
  List<Sample.Good> read(RegisterPort port, Moment now) {
    if (!hasPower || !backoff.ready(now)) {
      return List.of();
    }
    List<Sample.Good> read = new ArrayList<>();
    for (Sample sample : powers.read(port.begin(now), now)) {
      if (sample instanceof Sample.Good good) {
        read.add(good);
      }
    }
    if (read.stream().noneMatch(good -> isPower(good.signal()))) {
      backoff.failed(now);
      return List.of();
    }
    backoff.succeeded();
    return read;
  }

  private static boolean isPower(Signal signal) {
    return signal.quantity() == Quantity.POWER_W;
  }
}
