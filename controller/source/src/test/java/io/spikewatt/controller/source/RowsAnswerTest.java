package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slot;
import static io.spikewatt.controller.source.TestSource.slots;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.SiteSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of objects, as aWATTar and Octopus answer. */
class RowsAnswerTest {

  private static final SiteSource AWATTAR = TestSource.shipped("awattar");
  private static final RequestPeriod DAY = TestSource.days(AWATTAR, "2026-02-02", "2026-02-03");
  private static final long MIDNIGHT = Instant.parse("2026-02-01T23:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  private static String row(int hour, String price) {
    long start = MIDNIGHT + hour * HOUR;
    return "{\"start_timestamp\":%d,\"end_timestamp\":%d,\"marketprice\":%s,\"unit\":\"Eur/MWh\"}"
        .formatted(start, start + HOUR, price);
  }

  private static String answer(List<String> rows) {
    return "{\"object\":\"list\",\"data\":[%s],\"url\":\"/de/v1/marketdata\"}"
        .formatted(String.join(",", rows));
  }

  private static String three(String second) {
    return answer(List.of(row(0, "100"), second, row(2, "-7.5")));
  }

  @Test
  void rows_become_slots_with_a_price_a_kwh() {
    assertEquals(
        List.of(
            slot("2026-02-01T23:00:00Z", "2026-02-02T00:00:00Z", 0.1),
            slot("2026-02-02T00:00:00Z", "2026-02-02T01:00:00Z", 0.05),
            slot("2026-02-02T01:00:00Z", "2026-02-02T02:00:00Z", -0.0075)),
        slots(read(AWATTAR, three(row(1, "50")), DAY)));
  }

  @Test
  void rows_may_begin_with_the_newest() {
    List<String> rows = new ArrayList<>(List.of(row(0, "1"), row(1, "2"), row(2, "3")));
    List<SourceSlot> rising = slots(read(AWATTAR, answer(rows), DAY));
    Collections.reverse(rows);
    assertEquals(rising, slots(read(AWATTAR, answer(rows), DAY)));
  }

  @Test
  void only_tomorrow_is_an_answer_about_tomorrow() {
    List<String> rows = new ArrayList<>();
    for (int hour = 24; hour < 48; hour++) {
      rows.add(row(hour, String.valueOf(hour)));
    }
    List<SourceSlot> slots = slots(read(AWATTAR, answer(rows), DAY));
    assertEquals(24, slots.size());
    assertEquals(Instant.parse("2026-02-02T23:00:00Z"), slots.getFirst().start());
  }

  @Test
  void a_missing_row_and_a_null_are_gaps_and_never_0() {
    List<SourceSlot> known =
        List.of(
            slot("2026-02-01T23:00:00Z", "2026-02-02T00:00:00Z", 0.1),
            slot("2026-02-02T01:00:00Z", "2026-02-02T02:00:00Z", -0.0075));
    assertEquals(known, slots(read(AWATTAR, three(row(1, "null")), DAY)));
    assertEquals(known, slots(read(AWATTAR, answer(List.of(row(0, "100"), row(2, "-7.5"))), DAY)));
  }

  @Test
  void nothing_about_the_period_is_none_yet() {
    assertNoneYet("no slots", read(AWATTAR, answer(List.of()), DAY));
    assertNoneYet("nothing known from", read(AWATTAR, answer(List.of(row(-3, "10"))), DAY));
    assertNoneYet("nothing known from", read(AWATTAR, answer(List.of(row(1, "null"))), DAY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "50 | \"50\" | data[1].marketprice: expected a number or null, found the text \"50\"",
        "50 | \"NaN\" | data[1].marketprice: expected a number or null",
        "50 | NaN | expected a JSON document",
        "50 | Infinity | expected a JSON document",
        "50 | 1e308 | expected -10 to 10 in EUR/kWh, found 1E+308 EUR/MWh, which is 1E+305",
        "50 | -1e308 | expected -10 to 10 in EUR/kWh",
        "50 | 1e400 | expected a number or null",
        "50 | 10001 | expected -10 to 10 in EUR/kWh, found 10001 EUR/MWh, which is 10.001",
        "50 | true | expected a number or null, found true",
        "50 | {} | expected a number or null, found an object",
        "50 | 50,\"marketprice\":51 | expected a JSON document",
        "50 | 05 | expected a JSON document",
        "Eur/MWh | ct/kWh | data[1].unit: expected the unit \"Eur/MWh\", found the text \"ct/kWh\"",
        "\"unit\":\"Eur/MWh\" | \"x\":0 | data[1].unit: expected the unit \"Eur/MWh\", found nothing",
        "marketprice | price | data[1]: expected a field marketprice, found none of that name",
        "end_timestamp\": | end_timestamp\":1 | milliseconds since 1970",
        "start_timestamp\": | start_timestamp\":- | milliseconds since 1970",
        "start_timestamp\": | start_timestamp\":0.5e1,\"x\": | milliseconds since 1970",
        "start_timestamp\": | start_timestamp\":\"a\",\"x\": | expected a number, found the text \"a\"",
        "start_timestamp\": | start_timestamp\":null,\"x\": | expected a number, found null"
      })
  void what_is_not_as_described_makes_the_whole_answer_unusable(
      String right, String wrong, String part) {
    assertUnusable(part, read(AWATTAR, three(row(1, "50").replace(right, wrong)), DAY));
  }

  @Test
  void slots_that_overlap_or_stand_in_no_order_are_refused() {
    assertUnusable(
        "expected a start after", read(AWATTAR, answer(List.of(row(0, "1"), row(0, "1"))), DAY));
    assertUnusable(
        "expected a start after",
        read(AWATTAR, answer(List.of(row(0, "1"), row(2, "1"), row(1, "1"), row(3, "1"))), DAY));
    String quarter =
        row(0, "1")
            .replace(String.valueOf(MIDNIGHT), String.valueOf(MIDNIGHT + HOUR / 4))
            .replace(String.valueOf(MIDNIGHT + HOUR), String.valueOf(MIDNIGHT + HOUR / 2));
    assertUnusable("overlaps it", read(AWATTAR, answer(List.of(row(0, "1"), quarter)), DAY));
    String odd =
        row(1, "1")
            .replace(String.valueOf(MIDNIGHT + HOUR), String.valueOf(MIDNIGHT + HOUR + 60_000));
    assertUnusable("quarter of an hour", read(AWATTAR, answer(List.of(odd)), DAY));
  }

  /** Each beginning of an answer is unusable, none is taken for a shorter answer. */
  @Test
  void a_truncated_answer_is_unusable_wherever_it_ends() {
    String whole = three(row(1, "50"));
    for (int length = 0; length < whole.length(); length++) {
      assertUnusable("", read(AWATTAR, whole.substring(0, length), DAY));
    }
    assertUnusable("more behind it", read(AWATTAR, whole + "{}", DAY));
  }

  @Test
  void size_depth_and_number_of_values_are_bounded() {
    byte[] large = new byte[AnswerReader.MOST_BYTES + 1];
    assertUnusable("at most 524288 bytes", AnswerReader.read(AWATTAR, large, DAY));
    String deep = "{\"data\":" + "[".repeat(60) + "]".repeat(60) + "}";
    assertUnusable("JSON", read(AWATTAR, deep, DAY));
    String many = "{\"data\":[" + "1,".repeat(30_000) + "1]}";
    assertUnusable("JSON", read(AWATTAR, many, DAY));
    List<String> rows = new ArrayList<>();
    for (int hour = 0; hour < 2_001; hour++) {
      rows.add(row(hour, "1"));
    }
    assertUnusable("at most 2000 slots", read(AWATTAR, answer(rows), DAY));
    assertUnusable("data: expected a list", read(AWATTAR, "{\"data\":{}}", DAY));
    assertUnusable("data: expected a list, found nothing", read(AWATTAR, "[]", DAY));
    assertUnusable("JSON", AnswerReader.read(AWATTAR, new byte[] {(byte) 0xFF, 0}, DAY));
  }

  @Test
  void words_of_a_server_are_short_and_on_one_line() {
    String nasty = "\"a\\u0000\\n\\u202e" + "b".repeat(500) + "\"";
    SourceReading reading = read(AWATTAR, three(row(1, nasty)), DAY);
    assertUnusable("\"a???b", reading);
    assertEquals(1, reading.toString().lines().count());
  }

  @Test
  void half_hours_of_octopus_are_pounds_a_kwh_on_a_day_of_25_hours() {
    SiteSource octopus = TestSource.shipped("octopus");
    RequestPeriod asked = TestSource.days(octopus, "2026-10-25", "2026-10-25");
    List<String> rows = new ArrayList<>();
    Instant start = asked.from();
    while (start.isBefore(asked.to())) {
      Instant end = start.plusSeconds(1800);
      rows.addFirst(
          "{\"value_exc_vat\":20.0,\"value_inc_vat\":%d,\"valid_from\":\"%s\",\"valid_to\":\"%s\",\"payment_method\":null}"
              .formatted(21 + rows.size(), start, end));
      start = end;
    }
    String answer =
        "{\"count\":50,\"next\":null,\"previous\":null,\"results\":["
            + String.join(",", rows)
            + "]}";
    List<SourceSlot> slots = slots(AnswerReader.read(octopus, answer.getBytes(UTF_8), asked));
    assertEquals(50, slots.size());
    assertEquals(0.21, slots.getFirst().value(), 1e-12);
    assertEquals(asked.to(), slots.getLast().end());
  }
}
