package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts in lines: OMIE's counter of periods, and tables with named columns. */
class TextLinesTest {

  private static final SiteSource SPAIN = TestSource.shipped("omie-es");
  private static final RequestPeriod DAY = TestSource.days(SPAIN, "2026-02-02", "2026-02-02");

  private static String omie(String day, int periods) {
    String date = day.replace('-', ';');
    return IntStream.rangeClosed(1, periods)
        .mapToObj(i -> "%s;%d;%d.25;%d.5;\n".formatted(date, i, 200 + i, i))
        .collect(Collectors.joining("", "MARGINALPDBC;\n", "*\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-02, 96, 15",
    "2026-03-29, 92, 15",
    "2026-10-25, 100, 15",
    "2026-02-02, 24, 60",
    "2026-03-29, 23, 60",
    "2026-10-25, 25, 60"
  })
  void periods_of_every_day_of_the_year_fill_it(String day, int periods, int minutes) {
    RequestPeriod asked = TestSource.days(SPAIN, day, day);
    List<SourceSlot> slots = slots(read(SPAIN, omie(day, periods), asked));
    assertEquals(periods, slots.size());
    assertEquals(asked.from(), slots.getFirst().start());
    assertEquals(asked.to(), slots.getLast().end());
    assertEquals(Duration.ofMinutes(minutes), slots.get(3).length());
    assertEquals(0.0045, slots.get(3).value(), 1e-12);
    SiteSource portugal = TestSource.shipped("omie-pt");
    assertEquals(0.20425, slots(read(portugal, omie(day, periods), asked)).get(3).value(), 1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "MARGINALPDBC; | <html> | first line: expected \"MARGINALPDBC;\"",
        "*\\n | # | last line: expected \"*\"",
        "2026;02;02;7; | 2026;02;02;8; | expected period 7 of 2026-02-02, found \"8\"",
        "2026;02;02;96;296.25;96.5;\\n | # | 95 periods",
        "2026;02;02;7;207.25;7.5; | 2026;02;02;7;207.25 | at least 6 columns, found 5",
        ";7.5; | ;7,5; | expected a number such as 0.25, found \"7,5\"",
        ";7.5; | ;NaN; | expected a number such as 0.25",
        ";7.5; | ;75000; | expected -10 to 10 in EUR/kWh",
        "2026;02;02;1; | 2026;02;30;1; | expected year;month;day"
      })
  void what_is_not_as_described_makes_the_whole_day_unusable(
      String right, String wrong, String part) {
    String good = right.replace("\\n", "\n");
    String answer = omie("2026-02-02", 96);
    assertTrue(answer.contains(good), good);
    assertUnusable(part, read(SPAIN, answer.replace(good, wrong.equals("#") ? "" : wrong), DAY));
  }

  @Test
  void truncated_days_are_unusable_and_a_missing_value_is_a_gap() {
    String whole = omie("2026-02-02", 96);
    for (int length = 0; length < whole.length() - 1; length += 11) {
      assertUnusable("", read(SPAIN, whole.substring(0, length), DAY));
    }
    assertEquals(95, slots(read(SPAIN, whole.replace(";7.5;", ";;"), DAY)).size());
    assertUnusable("at most 2010 lines", read(SPAIN, "1;2;3;4;5;6;\n".repeat(3_000), DAY));
    assertNoneYet("no slots", read(SPAIN, "MARGINALPDBC;\n*\n", DAY));
  }

  private static final SiteSource ESTONIA = TestSource.shipped("elering-ee");

  private static String elering(RequestPeriod period) {
    StringBuilder text =
        new StringBuilder(
            "\"Ajatempel (UTC)\";\"Kuupäev (Eesti aeg)\";\"NPS Läti\";\"NPS Eesti\"\r\n");
    int number = 0;
    for (Instant at = period.from(); at.isBefore(period.to()); at = at.plusSeconds(900)) {
      text.append(
          "\"%d\";\"01.01.2024 00:00\";\"1,5\";\"%d,25\"\r\n"
              .formatted(at.getEpochSecond(), number++));
    }
    return text.toString();
  }

  @Test
  void a_table_is_read_by_the_names_of_its_columns() {
    RequestPeriod day = TestSource.days(ESTONIA, "2026-02-02", "2026-02-02");
    List<SourceSlot> slots = slots(read(ESTONIA, elering(day), day));
    assertEquals(96, slots.size());
    assertEquals(0.00025, slots.getFirst().value(), 1e-12);
    assertEquals(slots, slots(read(ESTONIA, "\uFEFF" + elering(day) + "\r\n\r\n", day)));
    assertUnusable(
        "one column \"NPS Eesti\"", read(ESTONIA, elering(day).replace("NPS Eesti", "EE"), day));
    assertUnusable(
        "one column \"NPS Eesti\", found several",
        read(ESTONIA, elering(day).replace("NPS Läti", "NPS Eesti"), day));
    assertUnusable("4 columns, found 3", read(ESTONIA, elering(day).replace("\"1,5\";", ""), day));
    assertUnusable(
        "such as 0,25", read(ESTONIA, elering(day).replace("\"7,25\"", "\"7.25\""), day));
    assertUnusable(
        "such as 0,25", read(ESTONIA, elering(day).replace("\"7,25\"", "\"1.007,25\""), day));
    assertUnusable(
        "a quote at the end", read(ESTONIA, elering(day).replace("\"7,25\"", "\"7,25"), day));
    assertEquals(95, slots(read(ESTONIA, elering(day).replace("\"7,25\"", "\"\""), day)).size());
    assertUnusable("names of the columns", read(ESTONIA, "", day));
  }

  /** Cut within the last value, 28,4 would look like a price. */
  @Test
  void a_last_line_that_does_not_end_is_left_out() {
    SiteSource plain = table("csv: { separator: \",\", start: t, value: p, time: epoch-s }");
    RequestPeriod day = TestSource.days(plain, "2026-02-02", "2026-02-02");
    long start = day.from().getEpochSecond();
    String answer = "t,p\n%d,28.46\n%d,28.46".formatted(start, start + 3600);
    assertEquals(1, slots(read(plain, answer, day)).size());
    assertEquals(2, slots(read(plain, answer + "\n", day)).size());
  }

  private static SiteSource table(String shape) {
    return TestSource.of(
        TestSource.described(
            """
            id: mine
            title: A table
            verified: documentation
            gives: exchange-price
            unit: EUR/MWh
            zone: Europe/Brussels
            slot-minutes: [60]
            request: { host: "https://a.example" }
            """
                + shape
                + "\n"),
        Map.of());
  }

  private static final SiteSource LOCAL =
      table("csv: { separator: \";\", start: t, value: p, time: local-day-first }");

  private static String hours(String day, int... hours) {
    StringBuilder text = new StringBuilder("t;p\n");
    for (int i = 0; i < hours.length; i++) {
      text.append("%s %02d:00;%d\n".formatted(day, hours[i], 10 * i));
    }
    return text.toString();
  }

  @Test
  void the_hour_that_an_autumn_day_has_twice_is_two_hours_in_their_order() {
    RequestPeriod day = TestSource.days(LOCAL, "2026-10-25", "2026-10-25");
    List<SourceSlot> slots = slots(read(LOCAL, hours("25.10.2026", 1, 2, 2, 3), day));
    assertEquals(
        List.of(
            Instant.parse("2026-10-24T23:00:00Z"),
            Instant.parse("2026-10-25T00:00:00Z"),
            Instant.parse("2026-10-25T01:00:00Z"),
            Instant.parse("2026-10-25T02:00:00Z")),
        slots.stream().map(SourceSlot::start).toList());
    List<SourceSlot> falling = slots(read(LOCAL, hours("25/10/2026", 3, 2, 2, 1), day));
    assertEquals(
        slots.stream().map(SourceSlot::start).toList(),
        falling.stream().map(SourceSlot::start).toList());
  }

  @Test
  void an_autumn_hour_that_stands_there_once_is_not_known() {
    RequestPeriod day = TestSource.days(LOCAL, "2026-10-25", "2026-10-25");
    List<SourceSlot> slots = slots(read(LOCAL, hours("25.10.2026", 0, 1, 2, 3), day));
    assertEquals(List.of(0.0, 0.01, 0.03), slots.stream().map(SourceSlot::value).toList());
    assertEquals(Instant.parse("2026-10-25T02:00:00Z"), slots.getLast().start());
    assertUnusable("each local time 2 times", read(LOCAL, hours("25.10.2026", 2, 2, 2), day));
  }

  @Test
  void a_local_time_that_a_spring_day_does_not_have_is_refused() {
    RequestPeriod day = TestSource.days(LOCAL, "2026-03-29", "2026-03-29");
    assertUnusable(
        "a local time that exists in Europe/Brussels",
        read(LOCAL, hours("29.03.2026", 1, 2, 3), day));
    assertEquals(2, slots(read(LOCAL, hours("29.03.2026", 1, 3), day)).size());
    assertUnusable("each local time 1 times", read(LOCAL, hours("29.03.2026", 4, 4), day));
    assertUnusable("such as 01.02.2026 00:00", read(LOCAL, hours("29.02.2026", 1), day));
    assertUnusable("such as 01.02.2026 00:00", read(LOCAL, hours("2026-03-29", 1), day));
  }
}
