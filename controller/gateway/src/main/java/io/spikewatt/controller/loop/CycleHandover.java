package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lets the steps of a period follow each other at once: decide after the last reading, write after
 * the decision. The phases of the loops remain the latest moments, so a silent device delays no
 * one. A link without a reading in this period and the two before is not awaited. Safe for use by
 * many threads.
 */
public final class CycleHandover {

  private final PeriodGrid periods;
  private volatile List<? extends PeriodicRunner> links = List.of();
  private volatile Optional<PeriodicRunner> decider = Optional.empty();
  private final long[] lastRead;
  private long called = -1;

  /**
   * @param epoch start of period 0
   * @param links number of links that are read
   */
  public CycleHandover(Moment epoch, Duration period, int links) {
    this.periods = new PeriodGrid(epoch, period);
    this.lastRead = new long[links];
    // In the first period every link is awaited.
    Arrays.fill(lastRead, -1);
  }

  /**
   * Connects the loops that hand over to each other; until then no step runs early.
   *
   * @param links loops that read and write
   */
  public void connect(PeriodicRunner decider, List<? extends PeriodicRunner> links) {
    this.decider = Optional.of(decider);
    this.links = List.copyOf(links);
  }

  /**
   * Link number {@code link} was read.
   *
   * @param begun when its reading began
   */
  public void read(int link, Moment begun) {
    if (allRead(link, periods.at(begun))) {
      decider.ifPresent(PeriodicRunner::runEarly);
    }
  }

  /** A cycle has decided: its setpoints can be written. */
  public void decided() {
    links.forEach(PeriodicRunner::runEarly);
  }

  /** The grid's meter was polled between two readings: a new decision may be needed. */
  public void powerRead() {
    decider.ifPresent(PeriodicRunner::requestExtraStep);
  }

  /** A decision between two cycles was made, and must be written at once. */
  public void decidedBetween() {
    links.forEach(PeriodicRunner::requestExtraStep);
  }

  private synchronized boolean allRead(int link, long period) {
    lastRead[link] = period;
    for (long last : lastRead) {
      boolean awaited = last >= period - 2;
      if (last > period || (awaited && last < period)) {
        return false;
      }
    }
    boolean first = called != period;
    called = period;
    return first;
  }
}
