package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Moment;

/** Schedule and speed record of one job. Used by one thread at a time. */
final class LinkTask {

  /** Consecutive fast runs before a job may share a thread. */
  private static final int TRIAL = 3;

  /**
   * The same for a job that was demoted repeatedly, and the fast runs that clear this record: more
   * than fit into the longest wait between two tries of a dead device.
   */
  private static final int LONG_TRIAL = 100;

  /** A job that is slow more often than every third time reaches this count and leaves. */
  private static final int TOO_SLOW = 6;

  private final SharedLinkThreads.Job job;
  private final PeriodGrid periods;
  private long tick;
  private int phase;
  private Moment due;
  private int trial = TRIAL;
  private int strikes = TRIAL;
  private int calm;
  private boolean sharesThread;

  LinkTask(SharedLinkThreads.Job job, PeriodGrid periods, Moment now) {
    this.job = job;
    this.periods = periods;
    this.tick = periods.next(now);
    this.due = periods.due(tick, job.phases().getFirst().offset());
  }

  SharedLinkThreads.Job job() {
    return job;
  }

  /** When its next step is due. */
  Moment due() {
    return due;
  }

  /** The same as a number for comparisons. */
  long dueNanos() {
    return due.nanos() - periods.epoch().nanos();
  }

  /** Prepares its next step, to make it shorter. */
  void prepare(Moment now) {
    job.phases().get(phase).prepare().at(now);
  }

  void step(Moment now) {
    job.phases().get(phase).step().at(now);
  }

  /** Goes on to the next step. */
  void advance(Moment now) {
    phase++;
    if (phase == job.phases().size()) {
      phase = 0;
      tick = periods.after(tick, now);
    }
    due = periods.due(tick, job.phases().get(phase).offset());
  }

  void countFast() {
    strikes = Math.max(0, strikes - 1);
    sharesThread |= strikes == 0;
    calm++;
    if (calm >= LONG_TRIAL) {
      trial = TRIAL;
    }
  }

  void countSlow() {
    calm = 0;
    strikes = Math.min(strikes + 2, LONG_TRIAL);
    if (sharesThread && strikes > TOO_SLOW) {
      demote();
    }
  }

  /** Records that it held up the jobs on its shared thread. */
  void demote() {
    calm = 0;
    sharesThread = false;
    strikes = trial;
    trial = Math.min(2 * trial, LONG_TRIAL);
  }

  /** Whether it may share a thread with others. */
  boolean sharesThread() {
    return sharesThread;
  }
}
