package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of IEC 62325 as ENTSO-E publishes them. */
class PointDocumentTest {

  private static final SiteSource ENTSOE = TestSource.shipped("entso-e");
  private static final RequestPeriod DAY = TestSource.days(ENTSOE, "2026-02-02", "2026-02-02");
  private static final String ONE_DAY = "2026-02-01T23:00Z/2026-02-02T23:00Z";

  private static String point(int position, String price) {
    return "<Point><position>%d</position><price.amount>%s</price.amount></Point>"
        .formatted(position, price);
  }

  private static String points(int count, int from) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> point(i, String.valueOf(from + i)))
        .collect(Collectors.joining());
  }

  private static String period(String interval, String resolution, String points) {
    String[] ends = interval.split("/", 2);
    return "<Period><timeInterval><start>%s</start><end>%s</end></timeInterval><resolution>%s</resolution>%s</Period>"
        .formatted(ends[0], ends[1], resolution, points);
  }

  /** {@code sequence}: 0 = none is written. */
  private static String series(int sequence, String curve, String periods) {
    String position =
        sequence == 0
            ? ""
            : "<classificationSequence_AttributeInstanceComponent.position>%d</classificationSequence_AttributeInstanceComponent.position>"
                .formatted(sequence);
    return ("<TimeSeries><mRID>1</mRID><currency_Unit.name>EUR</currency_Unit.name>"
            + "<price_Measure_Unit.name>MWH</price_Measure_Unit.name>%s<curveType>%s</curveType>%s</TimeSeries>")
        .formatted(position, curve, periods);
  }

  private static String document(String... series) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        + "<Publication_MarketDocument xmlns=\"urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3\">"
        + "<mRID>a</mRID>"
        + String.join("", series)
        + "</Publication_MarketDocument>";
  }

  private static SiteSource auction(int auction) {
    SourceDescription shipped = ENTSOE.description();
    return TestSource.of(
        new SourceDescription(
            shipped.id(),
            shipped.about(),
            shipped.content(),
            shipped.schedule(),
            shipped.request(),
            shipped.settings(),
            new AnswerShape.Iec62325(auction)),
        Map.of());
  }

  @Test
  void the_chosen_one_of_two_auctions_is_read() {
    String both =
        document(
            series(2, "A03", period(ONE_DAY, "PT15M", points(96, 200))),
            series(1, "A03", period(ONE_DAY, "PT15M", points(96, 100))));
    assertEquals(0.101, slots(read(auction(1), both, DAY)).getFirst().value(), 1e-12);
    assertEquals(0.201, slots(read(auction(2), both, DAY)).getFirst().value(), 1e-12);
    assertNoneYet("auction 3 is not in the answer", read(auction(3), both, DAY));
  }

  @Test
  void a_document_without_sequences_has_the_first_auction_alone() {
    String plain = document(series(0, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    assertEquals(24, slots(read(auction(1), plain, DAY)).size());
    assertNoneYet("auction 2", read(auction(2), plain, DAY));
    String mixed =
        document(
            series(0, "A03", period(ONE_DAY, "PT60M", points(24, 0))),
            series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    assertUnusable("in each TimeSeries or in none", read(auction(1), mixed, DAY));
  }

  @Test
  void a03_repeats_the_point_before_inside_a_period_and_a01_leaves_a_gap() {
    String points = point(1, "10") + point(4, "40") + point(96, "96");
    String first = period("2026-02-01T23:00Z/2026-02-02T23:00Z", "PT15M", points);
    List<SourceSlot> repeated = slots(read(ENTSOE, document(series(1, "A03", first)), DAY));
    assertEquals(96, repeated.size());
    assertEquals(
        List.of(0.01, 0.01, 0.01, 0.04, 0.04),
        repeated.subList(0, 5).stream().map(SourceSlot::value).toList());
    assertEquals(0.096, repeated.getLast().value(), 1e-12);
    List<SourceSlot> gaps = slots(read(ENTSOE, document(series(1, "A01", first)), DAY));
    assertEquals(List.of(0.01, 0.04, 0.096), gaps.stream().map(SourceSlot::value).toList());
  }

  /** The last price of a day says nothing of the next day's first. */
  @Test
  void a_period_that_lacks_its_first_point_does_not_repeat_the_period_before() {
    RequestPeriod two = TestSource.days(ENTSOE, "2026-02-02", "2026-02-03");
    String both =
        document(
            series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))),
            series(
                1, "A03", period("2026-02-02T23:00Z/2026-02-03T23:00Z", "PT60M", point(3, "77"))));
    List<SourceSlot> slots = slots(read(ENTSOE, both, two));
    assertEquals(24 + 22, slots.size());
    assertEquals(slots.get(23).end().plus(Duration.ofHours(2)), slots.get(24).start());
  }

  @Test
  void days_of_92_and_100_quarter_hours_and_a_change_of_resolution_are_read() {
    RequestPeriod spring = TestSource.days(ENTSOE, "2026-03-29", "2026-03-29");
    String short92 =
        document(
            series(
                1, "A03", period("2026-03-28T23:00Z/2026-03-29T22:00Z", "PT15M", points(92, 0))));
    assertEquals(92, slots(read(ENTSOE, short92, spring)).size());
    RequestPeriod autumn = TestSource.days(ENTSOE, "2026-10-25", "2026-10-25");
    String long100 =
        document(
            series(
                1, "A03", period("2026-10-24T22:00Z/2026-10-25T23:00Z", "PT15M", points(100, 0))));
    assertEquals(100, slots(read(ENTSOE, long100, autumn)).size());
    RequestPeriod change = TestSource.days(ENTSOE, "2025-09-30", "2025-10-01");
    String changing =
        document(
            series(1, "A03", period("2025-09-30T22:00Z/2025-10-01T22:00Z", "PT15M", points(96, 0))),
            series(
                1, "A01", period("2025-09-29T22:00Z/2025-09-30T22:00Z", "PT60M", points(24, 0))));
    assertEquals(120, slots(read(ENTSOE, changing, change)).size());
  }

  @Test
  void both_resolutions_of_one_day_overlap_unless_one_is_chosen() {
    String both =
        document(
            series(1, "A03", period(ONE_DAY, "PT15M", points(96, 0))),
            series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    assertUnusable("expected a start after", read(ENTSOE, both, DAY));
    String hourly =
        document(
            series(
                1, "A03", period("2026-02-01T23:00Z/2026-02-02T23:00Z", "PT30M", points(48, 0))));
    assertUnusable("resolution", read(ENTSOE, hourly, DAY));
  }

  @Test
  void an_acknowledgement_is_none_yet() {
    String answer =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">
          <mRID>b</mRID>
          <Reason><code>999</code><text>No matching data found for Data item 12.1.D</text></Reason>
        </Acknowledgement_MarketDocument>
        """;
    assertNoneYet("No matching data found", read(ENTSOE, answer, DAY));
    assertNoneYet("no slots", read(ENTSOE, document(series(1, "A03", "")), DAY));
    assertNoneYet("auction 1 is not in the answer yet", read(ENTSOE, document(), DAY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "EUR | GBP | currency_Unit.name: expected EUR, found \"GBP\"",
        "MWH | KWH | price_Measure_Unit.name: expected MWH",
        "A03 | A02 | curveType: expected A01 or A03",
        "PT60M | PT61M | resolution: expected one of",
        "PT60M | often | resolution: expected a duration",
        "PT60M | PT0S | resolution: expected a duration",
        "2026-02-02T23:00Z | 2026-02-01T23:00Z | expected a whole number",
        "2026-02-02T23:00Z | tomorrow | timeInterval: expected a time",
        "<position>3< | <position>2< | expected a position from 3 to 24, found \"2\"",
        "<position>24< | <position>25< | expected a position from 24 to 24, found \"25\"",
        "<position>3< | <position>x< | expected a position",
        ">107< | >NaN< | expected a number, found \"NaN\"",
        ">107< | >1e308< | expected a number",
        ">107< | >7,5< | expected a number, found \"7,5\"",
        ">107< | >70000< | expected -10 to 10 in EUR/kWh",
        ">107< | >< | expected a number, found \"\"",
        "Publication_MarketDocument | html | expected Publication_MarketDocument, found \"html\""
      })
  void what_is_not_as_described_makes_the_whole_answer_unusable(
      String right, String wrong, String part) {
    String answer = document(series(1, "A03", period(ONE_DAY, "PT60M", points(24, 100))));
    assertTrue(answer.contains(right), right);
    assertUnusable(part, read(ENTSOE, answer.replace(right, wrong), DAY));
  }

  /** A type declaration may name files, servers, and texts that grow without end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">",
        "<!DOCTYPE a [<!ENTITY b \"7\">]>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>",
        "<!DOCTYPE a [<!ENTITY c \"cc\"><!ENTITY b \"&c;&c;&c;\">]>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]>",
        "<!DOCTYPE a>"
      })
  void type_declarations_are_refused(String declaration) {
    String answer = document(series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    String declared = answer.replace("<Publication", declaration + "<Publication");
    assertUnusable("a type declaration", read(ENTSOE, declared, DAY));
    assertUnusable("", read(ENTSOE, declared.replace(">7<", ">&b;<"), DAY));
  }

  @Test
  void entities_are_refused_and_no_file_is_read(@TempDir Path folder) throws IOException {
    Path secret = folder.resolve("secret.txt");
    Files.writeString(secret, "4711");
    String answer = document(series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    String named = answer.replace(">7<", ">&other;<");
    assertUnusable("", read(ENTSOE, named, DAY));
    String external =
        named.replace(
            "<Publication",
            "<!DOCTYPE a [<!ENTITY other SYSTEM \"" + secret.toUri() + "\">]><Publication");
    SourceReading reading = read(ENTSOE, external, DAY);
    assertUnusable("", reading);
    assertTrue(!reading.toString().contains("4711"));
  }

  @Test
  void depth_and_number_of_elements_are_bounded_and_a_truncated_document_is_unusable() {
    assertUnusable("levels deep", read(ENTSOE, "<a>".repeat(20) + "</a>".repeat(20), DAY));
    assertUnusable("elements", read(ENTSOE, "<a>" + "<b/>".repeat(40_000) + "</a>", DAY));
    String whole = document(series(1, "A03", period(ONE_DAY, "PT60M", points(24, 0))));
    for (int length = 0; length < whole.length() - 1; length += 7) {
      assertUnusable("", read(ENTSOE, whole.substring(0, length), DAY));
    }
    assertUnusable("", read(ENTSOE, whole + "<a/>", DAY));
  }

  @Test
  void the_recorded_answer_has_two_auctions_and_days_of_95_points_that_are_96_slots()
      throws IOException {
    String answer = Files.readString(SharedData.file("sources/entsoe.xml"));
    RequestPeriod days = TestSource.days(ENTSOE, "2026-02-02", "2026-02-03");
    for (int auction : List.of(1, 2)) {
      List<SourceSlot> slots = slots(read(auction(auction), answer, days));
      assertEquals(192, slots.size());
      assertEquals(days.from(), slots.getFirst().start());
      assertEquals(days.to(), slots.getLast().end());
    }
    assertEquals(0.1021, slots(read(auction(2), answer, days)).getFirst().value(), 1e-12);
    int points = answer.split("<Point>", -1).length - 1;
    assertTrue(points < 4 * 96, points + " points are all there");
  }
}
