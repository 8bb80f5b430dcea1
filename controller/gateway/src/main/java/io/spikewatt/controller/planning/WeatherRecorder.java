package io.spikewatt.controller.planning;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.history.WeatherIssue;
import io.spikewatt.controller.source.SourceReading;
import io.spikewatt.controller.source.SourceSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicted weather of the site's sources: kept in the history as it was made, and that of the last
 * day in memory. {@link #record} belongs to the sources' thread; {@link #known} is safe for use by
 * many.
 */
final class WeatherRecorder {

  /** Predictions of before may know a slot that the newest lacks. */
  private static final Duration IN_MEMORY = Duration.ofDays(1);

  private final HistoryStore history;
  private final List<String> precedence;
  private volatile List<WeatherIssue> issues;
  private volatile WeatherHistory known;

  private WeatherRecorder(HistoryStore history, List<String> precedence) {
    this.history = history;
    this.precedence = precedence;
    this.issues = List.of();
    this.known = WeatherHistory.of(issues, precedence);
  }

  /** For the sources of weather of a site, which may be none. */
  static WeatherRecorder of(Site site, HistoryStore history) {
    return new WeatherRecorder(
        history,
        site.sources().stream().filter(SiteSource::isWeather).map(SiteSource::name).toList());
  }

  /** With the predictions of its sources of before, under another configuration. */
  WeatherRecorder under(Site next) {
    WeatherRecorder following = of(next, history);
    following.set(
        issues.stream().filter(one -> following.precedence.contains(one.source())).toList());
    return following;
  }

  /**
   * Takes an answer.
   *
   * @param issued time of the request
   */
  void record(String source, Instant issued, SourceReading.Weather weather) {
    List<WeatherIssue> made = new ArrayList<>();
    weather
        .quantities()
        .forEach((quantity, slots) -> made.add(issue(source, issued, quantity, slots)));
    List<WeatherIssue> all = new ArrayList<>(issues);
    all.removeIf(
        one ->
            one.issued().isBefore(issued.minus(IN_MEMORY))
                || (one.source().equals(source) && !one.issued().isBefore(issued)));
    all.addAll(made);
    set(all);
    history.keepWeather(made);
  }

  private void set(List<WeatherIssue> all) {
    issues = List.copyOf(all);
    known = WeatherHistory.of(issues, precedence);
  }

  /** Predictions of the last day. */
  WeatherHistory known() {
    return known;
  }

  private static WeatherIssue issue(
      String source, Instant issued, WeatherQuantity quantity, List<SourceSlot> slots) {
    Instant start = slots.getFirst().start();
    Duration length = slots.getFirst().length();
    int count = Math.toIntExact(Duration.between(start, slots.getLast().end()).dividedBy(length));
    float[] means = new float[count];
    Arrays.fill(means, Float.NaN);
    for (SourceSlot slot : slots) {
      means[Math.toIntExact(Duration.between(start, slot.start()).dividedBy(length))] =
          (float) slot.value();
    }
    return new WeatherIssue(source, issued, quantity, start, length, means);
  }
}
