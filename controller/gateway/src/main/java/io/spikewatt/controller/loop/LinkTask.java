package io.spikewatt.controller.loop;

import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schedule of one job, and the answer that it awaits. Used by one thread at a time. */
final class LinkTask {

  private final SharedLinkThreads.Job job;
  private final PeriodGrid periods;
  private long tick;
  private Moment due;
  private Moment asked;
  private @Nullable AwaitedAnswer answer;
  private @Nullable SelectionKey key;

  LinkTask(SharedLinkThreads.Job job, PeriodGrid periods, Moment now) {
    this.job = job;
    this.periods = periods;
    this.tick = periods.first(now);
    this.due = periods.due(tick, job.offset());
    this.asked = due;
  }

  SharedLinkThreads.Job job() {
    return job;
  }

  Moment due() {
    return due;
  }

  /** The same as a number for comparisons. */
  long dueNanos() {
    return due.nanos() - periods.epoch().nanos();
  }

  Moment asked() {
    return asked;
  }

  /**
   * Prepares its next step, which is then taken as of the same moment.
   *
   * @return whether only the answer is missing that was just requested
   */
  boolean prepare(Moment now) {
    asked = now;
    Optional<AwaitedAnswer> ahead = job.preparation().apply(now);
    answer = ahead.orElse(null);
    return ahead.isPresent();
  }

  /** Lets the selector tell when some of the answer arrives. */
  void await(Selector selector) throws ClosedChannelException {
    SelectableChannel channel = Objects.requireNonNull(answer).channel();
    if (key == null || !key.channel().equals(channel)) {
      key = channel.register(selector, SelectionKey.OP_READ, this);
    } else if (key.interestOps() == 0) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  /** Takes its channel from the selector, at once. */
  void leave(Selector selector) throws IOException {
    if (key != null) {
      key.cancel();
      key = null;
      selector.selectNow(other -> {});
    }
  }

  AwaitedAnswer.Progress progress() {
    return Objects.requireNonNull(answer).progress();
  }

  /** Takes the step that was prepared, and goes on to the next. */
  void step(Clock clock) {
    answer = null;
    job.step().at(asked);
    tick = periods.after(tick, clock.now());
    due = periods.due(tick, job.offset());
  }
}
