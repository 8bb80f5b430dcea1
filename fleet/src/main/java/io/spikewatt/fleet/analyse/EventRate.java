package io.spikewatt.fleet.analyse;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events of one code that came more often in the last week than in those before. */
final class EventRate {

  private static final double SEVERE = 50;
  private static final double MORE = 2;

  private EventRate() {}

  /**
   * @param recent events of the last week
   * @param past events of the weeks before
   * @param text of the newest
   */
  private record Count(int recent, int past, String text) {}

  static Optional<SiteConcern> of(RecordedSite site, RankingRules rules) {
    Instant recent = site.to().minus(Duration.ofDays(RankingRules.RECENT_DAYS));
    double weeks = (double) RankingRules.PAST_DAYS / RankingRules.RECENT_DAYS;
    Map<String, Count> counts = new TreeMap<>();
    for (QuarterRecord event : site.events()) {
      Count before = counts.getOrDefault(event.kind(), new Count(0, 0, ""));
      counts.put(
          event.kind(),
          event.at().isBefore(recent)
              ? new Count(before.recent, before.past + 1, event.text())
              : new Count(before.recent + 1, before.past, event.text()));
    }
    Optional<SiteConcern> worst = Optional.empty();
    int most = 0;
    for (Map.Entry<String, Count> entry : counts.entrySet()) {
      Count count = entry.getValue();
      double usual = count.past / weeks;
      if (count.recent >= rules.events() && count.recent > MORE * usual && count.recent > most) {
        most = count.recent;
        worst =
            Optional.of(
                SiteConcern.of(
                    Kind.EVENTS,
                    count.recent,
                    SEVERE,
                    "%s %d times in a week, %.1f times before%s"
                        .formatted(
                            entry.getKey().substring(RecordedSite.EVENT.length()),
                            count.recent,
                            usual,
                            count.text.isEmpty() ? "" : ": " + count.text)));
      }
    }
    return worst;
  }
}
