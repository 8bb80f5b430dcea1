package io.spikewatt.controller.loop;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Order of the jobs that share a thread. Guarded by its {@link SharedLinkThreads}. */
final class TaskQueue {

  /** Largest number of jobs that work ahead before the first of them takes its step. */
  private static final int BURST = 64;

  /** Part of the period within which later jobs are taken along, to wake up less often. */
  private static final int SOON = 40;

  private final Duration soon;
  private final PriorityQueue<LinkTask> queue =
      new PriorityQueue<>(Comparator.comparingLong(LinkTask::dueNanos));

  /** Due and prepared. */
  private final Queue<LinkTask> ready = new ArrayDeque<>(BURST);

  TaskQueue(Duration period) {
    this.soon = period.dividedBy(SOON);
  }

  void add(LinkTask linkTask) {
    queue.add(linkTask);
  }

  /** The earliest due job in the queue; null if there is none. */
  @Nullable LinkTask first() {
    return queue.peek();
  }

  /** Takes the due jobs and those due soon after; none before the first is due. */
  List<LinkTask> takeDue(Moment now) {
    LinkTask first = queue.peek();
    if (first == null || now.isBefore(first.due())) {
      return List.of();
    }
    List<LinkTask> burst = new ArrayList<>();
    Moment horizon = now.plus(soon);
    while (first != null && !horizon.isBefore(first.due()) && burst.size() < BURST) {
      burst.add(queue.remove());
      first = queue.peek();
    }
    return burst;
  }

  /** Adds prepared jobs. */
  void addReady(List<LinkTask> burst) {
    ready.addAll(burst);
  }

  /** Takes the next prepared job; null if there is none. */
  @Nullable LinkTask takeReady() {
    return ready.poll();
  }

  /** Takes all jobs, in no order. */
  List<LinkTask> takeAll() {
    queue.addAll(ready);
    List<LinkTask> all = List.copyOf(queue);
    queue.clear();
    ready.clear();
    return all;
  }
}
