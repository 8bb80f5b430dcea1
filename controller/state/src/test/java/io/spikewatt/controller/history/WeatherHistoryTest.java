package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.source.WeatherQuantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of the weather, kept as they were made. */
final class WeatherHistoryTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final WeatherQuantity QUANTITY = WeatherQuantity.TEMPERATURE;

  @TempDir private Path folder = Path.of("");

  private static WeatherIssue issue(
      String source, WeatherQuantity quantity, int issuedHour, float... means) {
    Instant issued = hour(issuedHour);
    return new WeatherIssue(source, issued, quantity, issued, HOUR, means);
  }

  private static Instant hour(int hour) {
    return NOON.plus(HOUR.multipliedBy(hour));
  }

  @Test
  void a_moment_knows_only_what_was_predicted_before_it() {
    WeatherHistory history =
        WeatherHistory.of(
            List.of(issue("a", QUANTITY, 0, 10, 11, 12), issue("a", QUANTITY, 1, 21, 22)),
            List.of("a"));
    assertEquals(OptionalDouble.empty(), history.at(hour(-1)).value(QUANTITY, hour(1)));
    assertEquals(OptionalDouble.of(11), history.at(hour(0)).value(QUANTITY, hour(1)));
    assertEquals(
        OptionalDouble.of(11), history.at(hour(1).minusMillis(1)).value(QUANTITY, hour(1)));
    assertEquals(
        Optional.of(new PredictedWeather(22, "a", hour(1))),
        history.at(hour(1)).find(QUANTITY, hour(2).plusSeconds(1_800)));
    assertEquals(OptionalDouble.of(10), history.at(hour(5)).value(QUANTITY, hour(0)));
    assertEquals(OptionalDouble.empty(), history.at(hour(5)).value(QUANTITY, hour(3)));
  }

  @Test
  void the_first_source_that_knows_a_slot_gives_it_unless_it_is_late() {
    List<WeatherIssue> issues =
        List.of(
            issue("first", QUANTITY, 0, 1, Float.NaN, 1, 1),
            issue("second", QUANTITY, 0, 2, 2, 2, 2),
            issue("gone", QUANTITY, 0, 3, 3, 3, 3, 3));
    WeatherHistory history = WeatherHistory.of(issues, List.of("first", "second"));
    assertEquals(OptionalDouble.of(1), history.at(NOON).value(QUANTITY, hour(0)));
    assertEquals(OptionalDouble.of(2), history.at(NOON).value(QUANTITY, hour(1)));
    assertEquals(OptionalDouble.of(3), history.at(NOON).value(QUANTITY, hour(4)));
    float[] long24 = new float[48];
    WeatherHistory late =
        WeatherHistory.of(
            List.of(issue("first", QUANTITY, 0, long24), issue("second", QUANTITY, 13, 2, 2)),
            List.of("first", "second"));
    assertEquals(OptionalDouble.of(2), late.at(hour(13)).value(QUANTITY, hour(14)));
    assertEquals(OptionalDouble.of(0), late.at(hour(13)).value(QUANTITY, hour(15)));
  }

  @Test
  void the_global_irradiance_may_follow_from_its_parts() {
    WeatherHistory history =
        WeatherHistory.of(
            List.of(
                issue("a", WeatherQuantity.DIRECT_IRRADIANCE, 0, 300, 10),
                issue("a", WeatherQuantity.DIFFUSE_IRRADIANCE, 0, 200, Float.NaN)),
            List.of("a"));
    WeatherHistory.View now = history.at(NOON);
    assertEquals(OptionalDouble.of(500), now.value(WeatherQuantity.GLOBAL_IRRADIANCE, hour(0)));
    assertEquals(OptionalDouble.empty(), now.value(WeatherQuantity.GLOBAL_IRRADIANCE, hour(1)));
  }

  @Test
  void the_file_keeps_predictions_as_they_were_made() throws SQLException {
    try (HistoryStore store = HistoryStore.open(folder)) {
      store.keepWeather(List.of(issue("a", QUANTITY, 0, 1.5f, Float.NaN)));
      store.keepWeather(List.of(issue("a", QUANTITY, 0, 99)));
    }
    try (HistoryStore store = HistoryStore.open(folder)) {
      List<WeatherIssue> found = store.weather(hour(0), hour(1));
      assertEquals(1, found.size());
      WeatherIssue one = found.getFirst();
      assertEquals(
          List.of("a", hour(0), QUANTITY, hour(0), HOUR),
          List.of(one.source(), one.issued(), one.quantity(), one.start(), one.slot()));
      assertEquals(OptionalDouble.of(1.5), one.at(hour(0)));
      assertEquals(OptionalDouble.empty(), one.at(hour(1)));
      assertEquals(List.of(), store.weather(hour(1), hour(9)));
    }
  }

  /** A day of hourly answers of six quantities for three days ahead. */
  @Test
  void old_predictions_are_thinned_and_a_day_of_them_is_small() throws Exception {
    int days = 12;
    try (HistoryStore store = HistoryStore.open(folder)) {
      for (int hour = 0; hour < 24 * days; hour++) {
        List<WeatherIssue> issues = new ArrayList<>();
        for (WeatherQuantity quantity : WeatherQuantity.values()) {
          issues.add(issue("a", quantity, hour, new float[72]));
        }
        store.keepWeather(issues);
      }
      List<Instant> kept =
          store.weather(hour(0), hour(24 * days)).stream()
              .filter(issue -> issue.quantity() == QUANTITY)
              .map(WeatherIssue::issued)
              .toList();
      assertEquals(hour(0), kept.get(0));
      assertEquals(hour(6), kept.get(1));
      assertEquals(4 * (days - 2) + 48, kept.size(), 2);
    }
    long bytes = Files.size(folder.resolve("history.db"));
    assertTrue(bytes < days * 100_000L, bytes + " bytes");
  }
}
