package io.spikewatt.controller.page;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.PredictedWeather;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Weather that is expected in coming hours, as series for the page.
 *
 * @param view predictions that are known now
 * @param start of the first hour
 * @param hours in a row
 */
record WeatherAhead(WeatherHistory.View view, Instant start, int hours) {

  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * One quantity.
   *
   * @param means by hour; NaN = not predicted
   * @param sources names, the source of the first predicted hour first
   * @param oldest time of issue
   */
  private record Series(
      WeatherQuantity quantity, double[] means, List<String> sources, Instant oldest) {}

  /** Quantities that are predicted for at least one of the hours. */
  void write(JsonWriter body) {
    body.put("start", start).put("slotS", HOUR.toSeconds());
    List<Series> known =
        Arrays.stream(WeatherQuantity.values())
            .flatMap(quantity -> series(quantity).stream())
            .toList();
    body.each(
        "quantities",
        known,
        (item, one) ->
            item.put("quantity", JsonWriter.word(one.quantity()))
                .put("unit", one.quantity().unit())
                .put("sources", one.sources())
                .put(
                    "ageMin",
                    Math.max(0, Duration.between(one.oldest(), view.moment()).toMinutes()))
                .known("means", one.means()));
  }

  private Optional<Series> series(WeatherQuantity quantity) {
    double[] means = new double[hours];
    List<PredictedWeather> used = new ArrayList<>();
    for (int hour = 0; hour < hours; hour++) {
      Optional<PredictedWeather> found = view.find(quantity, start.plus(HOUR.multipliedBy(hour)));
      means[hour] =
          found
              .map(one -> OptionalDouble.of(one.value()))
              .orElse(OptionalDouble.empty())
              .orElse(Double.NaN);
      found.ifPresent(used::add);
    }
    return used.stream()
        .map(PredictedWeather::issued)
        .min(Comparator.naturalOrder())
        .map(
            oldest ->
                new Series(
                    quantity,
                    means,
                    used.stream().map(PredictedWeather::source).distinct().toList(),
                    oldest));
  }
}
