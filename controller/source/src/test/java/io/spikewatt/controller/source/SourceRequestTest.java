package io.spikewatt.controller.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceDescription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests from a description, a site's settings, a period and a secret. */
class SourceRequestTest {

  private static final String TEMPLATE =
      """
      id: mine
      title: Mine
      verified: documentation
      gives: exchange-price
      unit: EUR/MWh
      zone: Europe/Berlin
      slot-minutes: [60]
      request:
        host: https://a.example:8443
        path: PATH
        query: { area: "{area}", times: "TIMES" }
        authentication: AUTH
        redirects-to: [b.example]
      settings:
        - { name: area, meaning: area, example: BE }
      rows: { lists: [a], start: s, value: v, time: iso }
      """;

  private static SiteSource source(String path, String times, String authentication) {
    SourceDescription description =
        TestSource.described(
            TEMPLATE.replace("PATH", path).replace("TIMES", times).replace("AUTH", authentication));
    return new SiteSource(
        "mine",
        description,
        Optional.empty(),
        Optional.of("me"),
        new SiteSource.SourceFiles(Optional.empty(), Optional.empty()),
        Map.of("area", "BE-1"),
        Optional.empty(),
        description.unit());
  }

  private static final RequestPeriod SPRING =
      TestSource.days(source("/", "{day}", "none"), "2026-03-28", "2026-03-29");

  @Test
  void placeholders_of_times_are_filled_in() {
    String all =
        "{from-iso} {to-iso} {from-ms} {to-ms} {from-s} {to-s} {from-date} {to-date} {from-entsoe} {to-entsoe}"
            .replace(' ', '|');
    List<SourceRequest> requests =
        SourceRequest.of(source("/v1/{area}/{from-date}", all, "none"), SPRING, Optional.empty());
    assertEquals(1, requests.size());
    assertEquals(SPRING, requests.getFirst().period());
    assertEquals(Set.of("b.example"), requests.getFirst().otherHosts());
    assertEquals(
        "https://a.example:8443/v1/BE-1/2026-03-28?area=BE-1&times="
            + String.join(
                "%7C",
                "2026-03-27T23%3A00%3A00Z",
                "2026-03-29T22%3A00%3A00Z",
                "1774652400000",
                "1774821600000",
                "1774652400",
                "1774821600",
                "2026-03-28",
                "2026-03-29",
                "202603272300",
                "202603292200"),
        requests.getFirst().call().address().toString());
  }

  @Test
  void a_service_of_days_is_asked_for_each_local_day() {
    List<SourceRequest> requests =
        SourceRequest.of(source("/{day}", "{day-compact}", "none"), SPRING, Optional.empty());
    assertEquals(
        List.of("/2026-03-28?area=BE-1&times=20260328", "/2026-03-29?area=BE-1&times=20260329"),
        requests.stream()
            .map(
                request ->
                    request
                        .call()
                        .address()
                        .toString()
                        .substring("https://a.example:8443".length()))
            .toList());
    assertEquals(Instant.parse("2026-03-28T23:00:00Z"), requests.get(1).period().from());
    assertEquals(Instant.parse("2026-03-29T22:00:00Z"), requests.get(1).period().to());
  }

  private static SourceRequest with(String authentication) {
    return SourceRequest.of(source("/", "{day}", authentication), SPRING, Optional.of("to&ken"))
        .getFirst();
  }

  @Test
  void a_secret_stands_where_the_description_says_and_in_no_message() {
    assertEquals("Bearer to&ken", with("bearer").call().headers().get("Authorization"));
    assertEquals("Basic bWU6dG8ma2Vu", with("basic").call().headers().get("Authorization"));
    assertEquals("to&ken", with("header X-Key").call().headers().get("X-Key"));
    assertTrue(with("query key").call().address().toString().endsWith("&key=to%26ken"));
    assertEquals(Set.of("Accept"), with("none").call().headers().keySet());
    for (String authentication : List.of("bearer", "basic", "header X-Key", "query key")) {
      assertFalse(with(authentication).toString().contains("ken"), authentication);
    }
  }

  @Test
  void a_secret_with_the_end_of_a_line_is_refused_without_being_said() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SourceRequest.of(source("/", "{day}", "bearer"), SPRING, Optional.of("to\r\nken")));
    assertFalse(String.valueOf(refused.getMessage()).contains("ken"));
    assertThrows(
        IllegalArgumentException.class,
        () -> SourceRequest.of(TestSource.shipped("mqtt-prices"), SPRING, Optional.empty()));
  }

  @Test
  void another_host_of_the_site_is_asked_instead() {
    SiteSource source = source("/x", "{day}", "none");
    SiteSource other =
        new SiteSource(
            source.name(),
            source.description(),
            Optional.of("http://127.0.0.1:8080"),
            Optional.empty(),
            source.files(),
            source.settings(),
            Optional.empty(),
            source.unit());
    assertEquals(
        "http://127.0.0.1:8080/x?area=BE-1&times=2026-03-28",
        SourceRequest.of(other, SPRING, Optional.empty()).getFirst().call().address().toString());
  }

  @Test
  void slots_cover_a_period_only_without_a_gap() {
    List<SourceSlot> slots =
        List.of(
            TestSource.slot("2026-03-28T22:00:00Z", "2026-03-28T23:00:00Z", 1),
            TestSource.slot("2026-03-28T23:00:00Z", "2026-03-28T23:15:00Z", 2),
            TestSource.slot("2026-03-28T23:30:00Z", "2026-03-29T00:00:00Z", 3));
    SourceReading.Slots all = new SourceReading.Slots(slots);
    assertTrue(all.cover(period("2026-03-28T22:00:00Z", "2026-03-28T23:15:00Z")));
    assertTrue(all.cover(period("2026-03-28T22:30:00Z", "2026-03-28T23:05:00Z")));
    assertTrue(all.cover(period("2026-03-28T23:30:00Z", "2026-03-29T00:00:00Z")));
    assertFalse(all.cover(period("2026-03-28T22:00:00Z", "2026-03-28T23:30:00Z")));
    assertFalse(all.cover(period("2026-03-28T21:45:00Z", "2026-03-28T22:15:00Z")));
    assertFalse(all.cover(period("2026-03-28T23:30:00Z", "2026-03-29T00:15:00Z")));
  }

  private static RequestPeriod period(String from, String to) {
    return new RequestPeriod(Instant.parse(from), Instant.parse(to));
  }

  @Test
  void readings_of_several_days_are_one() {
    SourceReading first =
        new SourceReading.Slots(
            List.of(TestSource.slot("2026-03-28T22:00:00Z", "2026-03-28T23:00:00Z", 1)));
    SourceReading second =
        new SourceReading.Slots(
            List.of(TestSource.slot("2026-03-28T23:00:00Z", "2026-03-29T00:00:00Z", 2)));
    SourceReading none = new SourceReading.NoneYet("nothing");
    SourceReading broken = new SourceReading.Unusable("a", "b", "c");
    assertEquals(2, TestSource.slots(SourceReading.merged(List.of(second, first))).size());
    assertEquals(first, SourceReading.merged(List.of(first, none)));
    assertEquals(none, SourceReading.merged(List.of(none, none)));
    assertEquals(broken, SourceReading.merged(List.of(first, none, broken)));
    TestSource.assertUnusable("overlaps", SourceReading.merged(List.of(first, first)));
  }
}
