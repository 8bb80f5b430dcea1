package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads periods of the history for the page, one at a time for all clients, each on a connection of
 * its own, so that control never waits. The newest results are reused for a minute. Safe for use by
 * many threads.
 */
final class HistoryAnswers {

  /** Number of results that are reused. */
  private static final int KEPT = 4;

  private static final Duration HOLDS = Duration.ofMinutes(1);
  private static final long PATIENCE_S = 20;

  /** A period under one configuration, at its time. */
  private record Answer(Site site, PeriodHistory history, Moment at) {}

  private final ReentrantLock reading = new ReentrantLock(true);
  private final Deque<Answer> newest = new ArrayDeque<>();

  /**
   * A period of a site's history.
   *
   * @throws IOException if it cannot be read now, with the reason
   */
  PeriodHistory of(Site site, HistoryRequest request, Moment now) throws IOException {
    try {
      if (!reading.tryLock(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new IOException("others read the history: try again in some seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the page is ending", e);
    }
    try {
      newest.removeIf(answer -> now.since(answer.at).compareTo(HOLDS) > 0);
      Optional<PeriodHistory> there =
          newest.stream()
              .filter(answer -> answer.site.equals(site))
              .map(Answer::history)
              .filter(history -> history.request().equals(request))
              .findFirst();
      return there.isPresent() ? there.get() : read(site, request, now);
    } finally {
      reading.unlock();
    }
  }

  private PeriodHistory read(Site site, HistoryRequest request, Moment now) throws IOException {
    try (HistoryStore store = HistoryStore.reading(Path.of(site.storage().directory()))) {
      PeriodHistory history = PeriodHistory.read(store, site, request);
      newest.addFirst(new Answer(site, history, now));
      while (newest.size() > KEPT) {
        newest.removeLast();
      }
      return history;
    } catch (HistoryUnreadable e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
