package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.history.WeatherIssue;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected weather on the page: an hour that nobody predicts is unknown, and never zero. */
final class WeatherAheadTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private static String shown(Instant now, WeatherIssue... issues) {
    WeatherHistory history = WeatherHistory.of(List.of(issues), List.of("near", "far"));
    return JsonWriter.text(new WeatherAhead(history.at(now), NOON, 3)::write);
  }

  private static WeatherIssue issue(String source, Instant issued, float... means) {
    return new WeatherIssue(source, issued, WeatherQuantity.TEMPERATURE, NOON, HOUR, means);
  }

  @Test
  void hours_come_from_the_first_source_that_knows_them_with_the_age_of_the_oldest() {
    assertEquals(
        """
        {"start":"2026-06-01T12:00:00Z","slotS":3600,"quantities":[{"quantity":"temperature",\
        "unit":"°C","sources":["near","far"],"ageMin":90,"means":[20.5,11,null]}]}""",
        shown(
            NOON.plus(HOUR),
            issue("near", NOON.plusSeconds(1_800), 20.5f),
            issue("far", NOON.minusSeconds(1_800), 10, 11)));
  }

  @Test
  void a_quantity_that_nobody_predicts_is_left_out() {
    assertEquals(
        """
        {"start":"2026-06-01T12:00:00Z","slotS":3600,"quantities":[]}""",
        shown(NOON, issue("near", NOON.plus(HOUR), 20)));
  }
}
