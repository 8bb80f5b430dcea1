package io.spikewatt.controller.loop;

import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.loop.PeriodicThread.Step;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Timing that all loops share.
 *
 * @param epoch start of the first cycle
 * @param onBug receives an exception that escaped a loop
 */
public record LoopTiming(Clock clock, Moment epoch, Duration cycle, Consumer<Throwable> onBug) {

  /**
   * A loop beside the cycle.
   *
   * @param share part of a cycle after which its period begins
   */
  public PeriodicThread slowLoop(String name, Duration period, double share, Step step) {
    return new PeriodicThread(
        name,
        clock,
        epoch,
        period,
        List.of(new Phase(share(share), step)),
        now -> {},
        now -> {},
        onBug);
  }

  /** A loop at the pace of the cycle; the arguments are those of {@link PeriodicThread}. */
  public PeriodicThread loop(String name, List<Phase> phases, Step called, Step last) {
    return new PeriodicThread(name, clock, epoch, cycle, phases, called, last, onBug);
  }

  public Duration share(double share) {
    return Duration.ofNanos((long) (cycle.toNanos() * share));
  }
}
