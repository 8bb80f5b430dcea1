package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slot;
import static io.spikewatt.controller.source.TestSource.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An entity of Home Assistant, and a topic of the broker. */
class EntityAndTopicTest {

  private static final SiteSource ENTITY = TestSource.shipped("home-assistant");
  private static final RequestPeriod DAY = TestSource.days(ENTITY, "2026-02-02", "2026-02-03");

  private static final String STATE =
      """
      {"entity_id": "sensor.nordpool", "state": "0.0912", "attributes": {
        "current_price": 0.0912, "currency": "EUR",
        "raw_today": [
          {"start": "2026-02-02T00:00:00+01:00", "end": "2026-02-02T01:00:00+01:00", "value": 0.1},
          {"start": "2026-02-02T01:00:00+01:00", "end": "2026-02-02T02:00:00+01:00", "value": -0.02}],
        "raw_tomorrow": TOMORROW, "unit_of_measurement": "EUR/kWh"},
       "last_changed": "2026-02-02T10:00:00+00:00"}
      """;

  @Test
  void rows_of_today_and_tomorrow_are_in_the_attributes() {
    String tomorrow =
        "[{\"start\": \"2026-02-03T00:00:00+01:00\", \"end\": \"2026-02-03T00:15:00+01:00\", \"value\": 0.3}]";
    List<SourceSlot> today =
        List.of(
            slot("2026-02-01T23:00:00Z", "2026-02-02T00:00:00Z", 0.1),
            slot("2026-02-02T00:00:00Z", "2026-02-02T01:00:00Z", -0.02));
    List<SourceSlot> both = slots(read(ENTITY, STATE.replace("TOMORROW", tomorrow), DAY));
    assertEquals(today, both.subList(0, 2));
    assertEquals(slot("2026-02-02T23:00:00Z", "2026-02-02T23:15:00Z", 0.3), both.get(2));
    for (String none : List.of("[]", "null")) {
      assertEquals(today, slots(read(ENTITY, STATE.replace("TOMORROW", none), DAY)));
    }
  }

  @Test
  void an_entity_that_is_not_available_has_nothing_yet_and_a_wrong_one_is_unusable() {
    for (String state : List.of("unavailable", "unknown")) {
      assertNoneYet(
          "the entity is " + state,
          read(ENTITY, "{\"state\":\"" + state + "\",\"attributes\":{}}", DAY));
    }
    assertUnusable(
        "attributes.raw_today: expected a list, found nothing",
        read(ENTITY, "{\"state\":\"0.1\",\"attributes\":{\"unit_of_measurement\":\"W\"}}", DAY));
    assertUnusable(
        "attributes.raw_tomorrow: expected a list, found the text",
        read(ENTITY, STATE.replace("TOMORROW", "\"\""), DAY));
  }

  @Test
  void the_site_may_say_the_unit() {
    SiteSource cents =
        new SiteSource(
            ENTITY.name(),
            ENTITY.description(),
            Optional.empty(),
            Optional.empty(),
            ENTITY.files(),
            ENTITY.settings(),
            Optional.empty(),
            new SourceUnit("0.01 EUR/kWh", Optional.of("EUR"), false, 100));
    assertEquals(
        0.001, slots(read(cents, STATE.replace("TOMORROW", "[]"), DAY)).getFirst().value(), 1e-12);
  }

  @Test
  void a_payload_of_a_topic_is_a_document_with_rows() {
    SiteSource topic = TestSource.shipped("mqtt-prices");
    String payload =
        """
        {"prices": [{"start": "2026-02-02T00:00:00+01:00", "value": 0.25},
                    {"start": "2026-02-02T00:30:00+01:00", "value": 0.26},
                    {"start": "2026-02-02T01:30:00+01:00", "value": 0.27}]}
        """;
    assertEquals(
        List.of(
            slot("2026-02-01T23:00:00Z", "2026-02-01T23:30:00Z", 0.25),
            slot("2026-02-01T23:30:00Z", "2026-02-02T00:00:00Z", 0.26),
            slot("2026-02-02T00:30:00Z", "2026-02-02T01:00:00Z", 0.27)),
        slots(read(topic, payload, DAY)));
    assertUnusable("JSON", read(topic, "offline", DAY));
    assertUnusable("JSON", read(topic, "", DAY));
  }

  /** A list without names: a path may be an index, and $ is the whole document. */
  @Test
  void a_document_may_be_a_list_of_pairs() {
    SiteSource pairs =
        TestSource.of(
            TestSource.described(
                """
                id: mine
                title: Pairs
                verified: documentation
                gives: exchange-price
                unit: EUR/MWh
                zone: Europe/Berlin
                slot-minutes: [15]
                topic: { lists: [$], start: "[0]", value: "[1]", time: epoch-ms }
                """),
            java.util.Map.of());
    long start = DAY.from().toEpochMilli();
    String payload =
        "[[%d,10.5],[%d,null],[%d,12]]".formatted(start, start + 900_000, start + 1_800_000);
    assertEquals(
        List.of(0.0105, 0.012),
        slots(read(pairs, payload, DAY)).stream().map(SourceSlot::value).toList());
  }
}
