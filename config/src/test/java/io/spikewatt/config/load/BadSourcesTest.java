package io.spikewatt.config.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake in the description of a source is one problem at its place. */
final class BadSourcesTest {

  private static final String GOOD =
      """
      id: mine
      title: My service
      verified: documentation
      gives: exchange-price
      unit: EUR/MWh
      zone: Europe/Brussels
      slot-minutes: [15, 60]
      request:
        host: https://prices.example
        path: /v1/{area}
        query: { from: "{from-iso}", to: "{to-iso}" }
        authentication: header X-Key
      settings:
        - { name: area, meaning: bidding zone, example: BE }
      rows:
        lists: [data]
        start: begin
        end: stop
        value: price
        time: iso
        unit-field: unit
        unit-text: EUR/MWh
      """;

  private static List<Problem> problems(String text) {
    return switch (SourceLoader.load(text.getBytes(UTF_8), "/tmp/mine.yaml")) {
      case LoadedSource.Ok ok -> fail("loaded: " + ok.source());
      case LoadedSource.Failed failed -> failed.problems();
    };
  }

  @Test
  void the_description_without_a_mistake_loads() {
    assertInstanceOf(
        LoadedSource.Ok.class, SourceLoader.load(GOOD.getBytes(UTF_8), "/tmp/mine.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "id: mine | id: other | 1 | id | the file's name without .yaml",
        "EUR/MWh\\nzone | EURO/MWh\\nzone | 5 | unit | EUR/MWh, EUR/kWh or 0.01 EUR/kWh",
        "EUR/MWh\\nzone | EEE/MWh\\nzone | 5 | unit | EUR/MWh, EUR/kWh or 0.01 EUR/kWh",
        "EUR/MWh\\nzone | g/kWh\\nzone | 5 | unit | a unit of a price, found g/kWh",
        "exchange-price | emissions | 5 | unit | a unit of emissions, found EUR/MWh",
        "exchange-price | price | 4 | gives | one of exchange-price, import-price",
        "[15, 60] | [15, 45] | 7 | slot-minutes | a list of 15, 30 and 60",
        "https://prices | http://prices | 9 | request.host | https://",
        "https://prices.example | https://a..b | 9 | request.host | an address such as",
        "https://prices.example | https://me:pw@a.example | 9 | request.host | an address such as",
        "/v1/{area} | /v1/{area}?x=1 | 10 | request.path | a path such as",
        "/v1/{area} | /v1/{town} | 10 | request.path | placeholders of times and of settings",
        "\"{to-iso}\" | \"{until}\" | 11 | request.query.to | placeholders of times",
        "\"{to-iso}\" | \"{day}\" | 9 | request | placeholders of a day or of a period",
        "header X-Key | header Host | 12 | request.authentication | none, bearer, basic",
        "header X-Key | token | 12 | request.authentication | none, bearer, basic",
        "name: area | name: to-iso | 14 | settings[0].name | a name that is no placeholder",
        "name: area | name: Area | 14 | settings[0].name | lower-case letters",
        "lists: [data] | lists: [data..x] | 16 | rows.lists | a list of paths",
        "time: iso | time: local | 20 | time | epoch-ms, epoch-s or iso, because of end",
        "  unit-text: EUR/MWh\\n | # | 16 | rows.unit-text | the text that stands there",
        "unit-field: unit | # | 22 | rows.unit-text | unit-path or unit-field beside it",
        "rows: | row: | 15 | row | did you mean \"rows\"",
        "value: price | value: \"price * 2\" | 19 | rows.value | a path such as",
      })
  void one_mistake_is_one_problem_at_its_place(
      String good, String bad, int line, String path, String part) {
    String right = good.replace("\\n", "\n");
    assertTrue(GOOD.contains(right), right);
    List<Problem> problems = problems(GOOD.replace(right, bad.replace("\\n", "\n")));
    Problem found = found(problems, path, part);
    if (!found.path().equals("time")) {
      assertEquals(line, found.line(), found.toString());
    }
  }

  private static final String WEATHER =
      """
      id: mine
      title: My weather
      verified: documentation
      gives: weather
      zone: UTC
      slot-minutes: [60]
      request: { host: "https://weather.example" }
      rows: { lists: [data], start: begin, time: iso }
      weather:
        - { quantity: temperature, value: t, unit: K, stamp: moment }
        - { quantity: global-irradiance, value: g, unit: kJ/m², stamp: end }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "gives: weather | gives: emissions | weather | none, since the source gives no weather",
        "gives: weather | gives: weather\\nunit: g/kWh | unit | none, since each quantity",
        "[60] | [15, 60] | slot-minutes | one length, for weather",
        "time: iso | time: iso, value: v | value | none, since weather names the places",
        "time: iso | time: iso, end: e | end | none, since stamp says",
        "unit: K | unit: km/h | weather[0].unit | a unit for values in °C",
        "unit: K | unit: R | weather[0].unit | one of °C, K",
        "stamp: end | stamp: moment | weather[1].stamp | start or end, for an energy",
        "value: t | value: a b | weather[0].value | a path such as",
        "value: t | value: t, height-m: 80 | weather[0].height-m | none, except for wind-speed",
        "value: t | value: t, unit-path: u | weather[0].unit-text | unit-path and unit-text",
        "global-irradiance | temperature | weather[1].quantity | each quantity once",
        "zone: UTC | zone: UTC\\npublished-at: \"13:00\" | published-at | none, for weather",
      })
  void a_mistake_in_weather_is_a_problem_at_its_place(
      String good, String bad, String path, String part) {
    assertTrue(WEATHER.contains(good), good);
    List<Problem> problems = problems(WEATHER.replace(good, bad.replace("\\n", "\n")));
    Problem _ = found(problems, path, part);
  }

  @Test
  void all_problems_are_said_at_once() {
    String text =
        GOOD.replace("[15, 60]", "[20]").replace("iso\n", "never\n").replace("id: mine", "id: x");
    assertEquals(3, problems(text).size(), problems(text).toString());
  }

  @Test
  void an_unused_setting_and_a_missing_request_are_problems() {
    List<Problem> unused = problems(GOOD.replace("/v1/{area}", "/v1"));
    assertEquals("settings[0].name", unused.getFirst().path());
    List<Problem> without = problems(GOOD.replaceFirst("(?s)request:.*settings:\n[^\n]*\n", ""));
    assertEquals("request", without.getFirst().path());
    List<Problem> topic = problems(GOOD.replace("rows:", "topic:"));
    assertEquals("request", topic.getFirst().path());
  }

  @Test
  void a_very_long_text_is_a_problem_like_any_other() {
    String path = "/v1/{area}" + "{area}".repeat(20_000);
    assertEquals("request.path", problems(GOOD.replace("/v1/{area}", path)).getFirst().path());
    String value = "{to-iso}".repeat(20_000);
    assertEquals("request.query", problems(GOOD.replace("{to-iso}", value)).getFirst().path());
    String host = "https://" + "a.".repeat(50_000) + "example";
    assertEquals(
        "request.host", problems(GOOD.replace("https://prices.example", host)).getFirst().path());
    String lists = "[" + "a".repeat(100_000) + "]";
    assertEquals("rows.lists", problems(GOOD.replace("[data]", lists)).getFirst().path());
  }

  @Test
  void a_counter_of_periods_has_no_half_hours() {
    String periods =
        GOOD.replaceFirst(
                "(?s)rows:.*",
                "periods: { first-line: \"A;\", last-line: \"*\", value-column: 5 }\n")
            .replace("[15, 60]", "[30]");
    assertEquals("slot-minutes", problems(periods).getFirst().path());
  }

  /** The problem at a place, which says the part. */
  private static Problem found(List<Problem> problems, String path, String part) {
    Problem found =
        problems.stream()
            .filter(problem -> problem.path().equals(path))
            .findFirst()
            .orElseGet(() -> fail(problems.toString()));
    assertTrue(found.toString().contains(part), found.toString());
    return found;
  }
}
