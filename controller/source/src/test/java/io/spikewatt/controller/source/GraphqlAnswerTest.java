package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.SiteSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Rows of today and tomorrow in the answer to a query, as Tibber gives them. */
class GraphqlAnswerTest {

  private static final SiteSource TIBBER = TestSource.shipped("tibber");
  private static final RequestPeriod BOTH = TestSource.days(TIBBER, "2026-02-02", "2026-02-03");

  private static String rows(String day, IntFunction<String> price) {
    RequestPeriod period = TestSource.days(TIBBER, day, day);
    List<String> rows = new ArrayList<>();
    for (var at = period.from(); at.isBefore(period.to()); at = at.plusSeconds(900)) {
      rows.add(
          "{\"total\":%s,\"currency\":\"EUR\",\"startsAt\":\"%s\"}"
              .formatted(
                  price.apply(rows.size()),
                  at.atZone(ZoneId.of("Europe/Berlin")).toOffsetDateTime()));
    }
    return rows.toString();
  }

  private static String answer(String today, String tomorrow) {
    return "{\"data\":{\"viewer\":{\"homes\":[{\"currentSubscription\":{\"priceInfo\":{\"today\":%s,\"tomorrow\":%s}}}]}}}"
        .formatted(today, tomorrow);
  }

  @Test
  void today_and_tomorrow_are_one_series_and_tomorrow_may_be_missing() {
    String today = rows("2026-02-02", i -> String.valueOf(0.2 + i / 1000.0));
    String tomorrow = rows("2026-02-03", i -> String.valueOf(0.3 - i / 1000.0));
    List<SourceSlot> slots = slots(read(TIBBER, answer(today, tomorrow), BOTH));
    assertEquals(192, slots.size());
    assertEquals(0.2, slots.getFirst().value(), 1e-12);
    assertEquals(BOTH.to(), slots.getLast().end());
    assertEquals(96, slots(read(TIBBER, answer(today, "[]"), BOTH)).size());
    assertEquals(96, slots(read(TIBBER, answer(today, "null"), BOTH)).size());
    assertNoneYet("no slots", read(TIBBER, answer("[]", "[]"), BOTH));
  }

  @Test
  void errors_a_missing_home_and_another_currency_are_no_prices() {
    String today = rows("2026-02-02", i -> "0.25");
    assertUnusable(
        "errors: expected none, found the text \"Not authorised\"",
        read(TIBBER, "{\"errors\":[{\"message\":\"Not authorised\"}],\"data\":null}", BOTH));
    assertUnusable(
        "errors: expected none",
        read(TIBBER, answer(today, "[]").replaceFirst("\\{", "{\"errors\":[],"), BOTH));
    assertEquals(
        96,
        slots(read(TIBBER, answer(today, "[]").replaceFirst("\\{", "{\"errors\":null,"), BOTH))
            .size());
    assertUnusable(
        "priceInfo.today: expected a list",
        read(TIBBER, "{\"data\":{\"viewer\":{\"homes\":[]}}}", BOTH));
    assertUnusable(
        "expected the unit \"EUR\"", read(TIBBER, answer(today, "[]").replace("EUR", "NOK"), BOTH));
    assertUnusable(
        "a time with an offset", read(TIBBER, answer(today, "[]").replace("+01:00", ""), BOTH));
  }
}
