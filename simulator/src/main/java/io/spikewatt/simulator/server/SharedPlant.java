package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The plant, shared by many servers. The first access advances it to the clock's present, so no
 * request sees an old or half-stepped plant, and the plant needs no thread of its own.
 *
 * <p>Safe for use by many threads.
 */
public final class SharedPlant {

  private final SimulatedPlant plant;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  public SharedPlant(SimulatedPlant plant, Clock clock) {
    this.plant = plant;
    this.clock = clock;
  }

  /** Reads the plant at the present time; the function may call this method again. */
  public <T> T read(Function<SimulatedPlant, T> look) {
    lock.lock();
    try {
      // Nested reads share one time, so that all values of one answer are consistent.
      if (lock.getHoldCount() == 1) {
        plant.advanceTo(clock.now());
      }
      return look.apply(plant);
    } finally {
      lock.unlock();
    }
  }

  /** Changes the plant as it is now. */
  public void change(Consumer<SimulatedPlant> change) {
    read(
        now -> {
          change.accept(now);
          return now;
        });
  }
}
