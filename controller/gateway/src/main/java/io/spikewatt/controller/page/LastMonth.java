package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.backtest.HistoryRead;
import io.spikewatt.controller.backtest.SiteHistoryReader;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;

/**
 * Cost of the last calendar month, from the record. It is calculated on request, at most once a
 * day, on a thread and a connection of its own, so that control waits for neither.
 */
public final class LastMonth {

  private static final int PATIENCE_S = 60;

  /** An answer holds for one day and one configuration. */
  private record Asked(LocalDate day, Site site) {}

  private record Answer(Asked asked, CompletableFuture<String> document) {}

  private Optional<Answer> newest = Optional.empty();

  /**
   * One JSON object, {@code {"error"}} if there is no answer. Waits for it.
   *
   * @param site the configuration in force: its prices count
   */
  public String document(Site site, Instant now) {
    try {
      return answer(site, now).get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException bug) {
      return JsonWriter.error("it met a bug, which is in the log; it is tried again tomorrow");
    } catch (TimeoutException e) {
      return JsonWriter.error("it is not worked out yet: try again in some minutes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return JsonWriter.error("the page is ending");
    }
  }

  private synchronized CompletableFuture<String> answer(Site site, Instant now) {
    Asked asked = new Asked(now.atZone(site.zone()).toLocalDate(), site);
    Optional<Answer> there = newest.filter(answer -> answer.asked.equals(asked));
    if (there.isPresent()) {
      return there.get().document;
    }
    CompletableFuture<String> document = new CompletableFuture<>();
    newest = Optional.of(new Answer(asked, document));
    // No virtual one: those share a few threads, which answer the page's other requests.
    Thread.ofPlatform().name("last-month").daemon().start(() -> work(asked, document));
    return document;
  }

  private void work(Asked asked, CompletableFuture<String> document) {
    try {
      document.complete(of(asked.site, YearMonth.from(asked.day).minusMonths(1)));
    } catch (IOException | HistoryUnreadable e) {
      forget(asked);
      document.complete(JsonWriter.error(String.valueOf(e.getMessage())));
    } catch (RuntimeException bug) {
      Logger.error(bug, "what the last month cost met a bug");
      document.completeExceptionally(bug);
    }
  }

  /** A failed calculation is repeated at the next request. */
  private synchronized void forget(Asked asked) {
    newest = newest.filter(answer -> !answer.asked.equals(asked));
  }

  private static String of(Site site, YearMonth month) throws IOException {
    ZoneId zone = site.zone();
    Instant start = month.atDay(1).atStartOfDay(zone).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
    try (HistoryStore store = HistoryStore.reading(Path.of(site.storage().directory()))) {
      Instant recorded =
          HistoryUnreadable.orThrow(() -> store.span(SiteSeries.LOAD_W))
              .map(HistoryStore.Span::first)
              .orElse(end);
      if (!recorded.isBefore(end)) {
        return MonthDocument.tooLittle(month, 0, slots(start, end));
      }
      Instant from = recorded.isAfter(start) ? recorded : start;
      return switch (SiteHistoryReader.read(site, store, from, end)) {
        case HistoryRead.Refused refused ->
            MonthDocument.tooLittle(month, refused.known(), refused.asked());
        case HistoryRead.Loaded loaded ->
            MonthDocument.of(
                month,
                start,
                from,
                site.tariff().currency(),
                HistoryBacktest.compare(loaded.history()));
      };
    }
  }

  private static int slots(Instant from, Instant to) {
    return (int) (to.getEpochSecond() - from.getEpochSecond())
        / (int) QuarterHour.LENGTH.toSeconds();
  }
}
