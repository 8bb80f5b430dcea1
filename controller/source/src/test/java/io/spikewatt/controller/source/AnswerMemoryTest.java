package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.config.site.SiteSource;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest answers that are read at all, made to be costly. */
class AnswerMemoryTest {

  /** All that one reading allocates together, a bound of what it holds at a time. */
  private static final long MOST_BYTES = 8_000_000;

  private static final String DOCUMENT =
      "<Publication_MarketDocument><TimeSeries><currency_Unit.name>EUR</currency_Unit.name>"
          + "<price_Measure_Unit.name>MWH</price_Measure_Unit.name><curveType>A03</curveType>";

  /** Twenty days by a single point. */
  private static final String PERIOD =
      "<Period><timeInterval><start>2026-02-01T23:00Z</start><end>2026-02-21T23:00Z</end></timeInterval>"
          + "<resolution>PT15M</resolution><Point><position>1</position><price.amount>1</price.amount></Point></Period>";

  private static String filled(String first, String repeated, String last) {
    int room = AnswerReader.MOST_BYTES - first.length() - last.length();
    return first + repeated.repeat(room / repeated.length()) + last;
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  private static void assertBounded(String id, String answer) {
    SiteSource source = TestSource.shipped(id);
    RequestPeriod asked = TestSource.days(source, "2026-02-02", "2026-02-03");
    byte[] bytes = answer.getBytes(UTF_8);
    AnswerReader.read(source, bytes, asked);
    long before = allocated();
    SourceReading reading = AnswerReader.read(source, bytes, asked);
    long used = allocated() - before;
    assertTrue(used <= MOST_BYTES, () -> id + ": " + used + " bytes, " + reading);
  }

  /** Nested objects, 19,000 in all, each with a name of its own. */
  private static String objects(int depth) {
    return IntStream.range(0, 19_000 / depth)
        .mapToObj(i -> ("{\"n" + i + "\":").repeat(depth - 1) + "{}" + "}".repeat(depth - 1))
        .collect(Collectors.joining(","));
  }

  private static String rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "{\"start_timestamp\":%d,\"end_timestamp\":%d,\"marketprice\":1.5,\"unit\":\"Eur/MWh\"}"
                    .formatted(
                        1_769_986_800_000L + i * 3_600_000L, 1_769_990_400_000L + i * 3_600_000L))
        .collect(Collectors.joining(",", "{\"data\":[", "]}"));
  }

  @Test
  void no_json_needs_more() {
    for (String answer :
        List.of(
            filled("{\"data\":[", "{},", "1]}"),
            filled("{\"data\":[", "[[]],", "1]}"),
            filled("{\"data\":[", "\"abcdefghijkl\",", "1]}"),
            filled("{\"data\":[\"", "a", "\"]}"),
            filled("{\"data\":[", "1.5,", "1]}"),
            rows(2_000),
            rows(4_000),
            "{\"data\":[" + objects(2) + "]}",
            "{\"data\":[" + objects(9) + "]}",
            "{\"data\":{"
                + IntStream.range(0, 19_000)
                    .mapToObj(i -> "\"name" + i + "\":" + i)
                    .collect(Collectors.joining(","))
                + "}}")) {
      assertBounded("awattar", answer);
    }
  }

  @Test
  void no_xml_needs_more() {
    for (String answer :
        List.of(
            filled("<Publication_MarketDocument>", "<a/>", "</Publication_MarketDocument>"),
            filled("<Publication_MarketDocument>", "<a>1</a>", "</Publication_MarketDocument>"),
            filled("<Publication_MarketDocument>", "x", "</Publication_MarketDocument>"),
            filled("<Publication_MarketDocument a=\"", "x", "\"/>"),
            filled("<a ", "b='1' ", "/>"),
            filled("<a>", "<!-- x -->", "</a>"),
            filled("<a>", "&amp;", "</a>"),
            filled(DOCUMENT, PERIOD, "</TimeSeries></Publication_MarketDocument>"))) {
      assertBounded("entso-e", answer);
    }
  }

  @Test
  void no_text_needs_more() {
    assertBounded("omie-es", filled("MARGINALPDBC;\n", "\n", "*\n"));
    assertBounded("omie-es", filled("MARGINALPDBC;\n", "2026;02;02;1;1;1;\n", "*\n"));
    assertBounded("omie-es", filled("MARGINALPDBC;\n", ";", "\n*\n"));
    assertBounded("elering-ee", filled("a", ";", "\n"));
    assertBounded("elering-ee", filled("\"Ajatempel (UTC)\";\"NPS Eesti\"\n", "\"1\";\"2\"\n", ""));
    assertBounded("elering-ee", filled("\"", "a\"\"", "\"\n"));
  }
}
