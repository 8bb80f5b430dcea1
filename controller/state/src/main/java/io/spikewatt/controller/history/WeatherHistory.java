package io.spikewatt.controller.history;

import io.spikewatt.config.source.WeatherQuantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Predictions of the weather as they were known at any moment: never one that came later, and never
 * an observation. Immutable.
 */
public final class WeatherHistory {

  /**
   * Age from which on a prediction counts only where no younger one knows the slot: a source that
   * fails must not hide one that answers.
   */
  public static final Duration LATE = Duration.ofHours(12);

  /** No source predicts further. */
  private static final Duration REACH = Duration.ofDays(15);

  /** Predictions by source, in the order of precedence, and by issue time. */
  private final Map<WeatherQuantity, List<NavigableMap<Instant, WeatherIssue>>> issues =
      new EnumMap<>(WeatherQuantity.class);

  private WeatherHistory() {}

  /**
   * @param precedence names of the configured sources; others follow them
   */
  public static WeatherHistory of(List<WeatherIssue> issues, List<String> precedence) {
    List<String> names = new ArrayList<>(precedence);
    issues.stream()
        .map(WeatherIssue::source)
        .filter(name -> !precedence.contains(name))
        .distinct()
        .sorted()
        .forEach(names::add);
    Map<WeatherQuantity, Map<String, NavigableMap<Instant, WeatherIssue>>> sorted =
        new EnumMap<>(WeatherQuantity.class);
    for (WeatherIssue issue : issues) {
      sorted
          .computeIfAbsent(issue.quantity(), _ -> new HashMap<>())
          .computeIfAbsent(issue.source(), _ -> new TreeMap<>())
          .put(issue.issued(), issue);
    }
    WeatherHistory history = new WeatherHistory();
    sorted.forEach(
        (quantity, bySource) ->
            history.issues.put(
                quantity,
                names.stream()
                    .flatMap(name -> Optional.ofNullable(bySource.get(name)).stream())
                    .toList()));
    return history;
  }

  /** The predictions that were known at a moment. */
  public View at(Instant moment) {
    return new View(this, moment);
  }

  /**
   * Predictions that were known at a moment.
   *
   * @param history all of them
   * @param moment the latest time of issue
   */
  public record View(WeatherHistory history, Instant moment) {

    /**
     * The newest prediction for the slot that holds a time, of the first source that knows it. The
     * global irradiance may be the sum of its parts.
     *
     * @param time may be before the moment
     */
    public Optional<PredictedWeather> find(WeatherQuantity quantity, Instant time) {
      Optional<PredictedWeather> own = one(quantity, time);
      return own.isPresent() || quantity != WeatherQuantity.GLOBAL_IRRADIANCE
          ? own
          : one(WeatherQuantity.DIRECT_IRRADIANCE, time)
              .flatMap(
                  direct ->
                      one(WeatherQuantity.DIFFUSE_IRRADIANCE, time)
                          .filter(diffuse -> diffuse.source().equals(direct.source()))
                          .map(
                              diffuse ->
                                  new PredictedWeather(
                                      direct.value() + diffuse.value(),
                                      direct.source(),
                                      diffuse.issued())));
    }

    /** The value alone; empty if it is not predicted. */
    public OptionalDouble value(WeatherQuantity quantity, Instant time) {
      return find(quantity, time)
          .map(found -> OptionalDouble.of(found.value()))
          .orElse(OptionalDouble.empty());
    }

    private Optional<PredictedWeather> one(WeatherQuantity quantity, Instant time) {
      List<PredictedWeather> known =
          history.issues.getOrDefault(quantity, List.of()).stream()
              .flatMap(source -> newest(source, time).stream())
              .toList();
      Instant fresh = moment.minus(LATE);
      return known.stream()
          .filter(one -> !one.issued().isBefore(fresh))
          .findFirst()
          .or(() -> known.stream().max(Comparator.comparing(PredictedWeather::issued)));
    }

    private Optional<PredictedWeather> newest(
        NavigableMap<Instant, WeatherIssue> source, Instant time) {
      for (WeatherIssue issue : source.headMap(moment, true).descendingMap().values()) {
        OptionalDouble value = issue.at(time);
        if (value.isPresent()) {
          return Optional.of(
              new PredictedWeather(value.getAsDouble(), issue.source(), issue.issued()));
        }
        // Predictions reach some days ahead, so one from long before cannot know the slot.
        if (issue.issued().plus(REACH).isBefore(time)) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }
  }
}
