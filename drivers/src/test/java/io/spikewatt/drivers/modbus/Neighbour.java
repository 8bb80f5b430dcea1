package io.spikewatt.drivers.modbus;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;

/** A healthy device on a link and a thread of its own that is read again and again. */
final class Neighbour implements AutoCloseable {

  private static final Duration CADENCE = Duration.ofMillis(50);

  private final SystemClock real = new SystemClock();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile int reads;
  private volatile int missed;
  private volatile Duration longestGap = Duration.ZERO;

  Neighbour(int port) {
    thread = Thread.ofPlatform().name("neighbour").start(() -> run(port));
  }

  private void run(int at) {
    int good = 0;
    int bad = 0;
    Moment last = real.now();
    try (RegisterPort port = NeighbourTest.port(at)) {
      while (!stopped) {
        real.sleepUntil(real.now().plus(CADENCE));
        Moment now = real.now();
        if (port.begin(now).read(Table.HOLDING, 0, 4) instanceof Words) {
          good++;
        } else {
          bad++;
        }
        Duration gap = now.since(last);
        if (gap.compareTo(longestGap) > 0) {
          longestGap = gap;
        }
        last = now;
        reads = good;
        missed = bad;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Good readings so far. */
  int reads() {
    return reads;
  }

  /** Readings that failed. */
  int missed() {
    return missed;
  }

  /** Longest time from one reading to the next. */
  Duration longestGap() {
    return longestGap;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
