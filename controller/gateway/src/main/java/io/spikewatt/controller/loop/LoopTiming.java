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
 * @param cycle length of a cycle
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
        name, clock, epoch, period, List.of(new Phase(share(share), step)), now -> {}, onBug);
  }

  /** A part of a cycle. */
  public Duration share(double share) {
    return Duration.ofNanos((long) (cycle.toNanos() * share));
  }
}
