package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.view.SiteReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The exposition against a parser written from the text of OpenMetrics 1.0, not from the encoder.
 */
class OpenMetricsTest {

  private static final Pattern META =
      Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\",?)*)\\})?"
              + " ([-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "info", "stateset", "summary", "unknown");

  /** All samples, name and labels to value. */
  private static Map<String, Double> parse(String text) {
    assertTrue(text.endsWith("# EOF\n"), "the text ends with # EOF");
    Map<String, Map<String, String>> families = new LinkedHashMap<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    String family = "";
    Set<String> closed = new HashSet<>();
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    for (String line : lines.subList(0, lines.size() - 1)) {
      Matcher meta = META.matcher(line);
      if (meta.matches()) {
        if (!meta.group(2).equals(family)) {
          assertTrue(closed.add(meta.group(2)), "families do not interleave: " + line);
          family = meta.group(2);
        }
        Map<String, String> of = families.computeIfAbsent(family, _ -> new HashMap<>());
        assertEquals(null, of.put(meta.group(1), meta.group(3)), "once a family: " + line);
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertTrue(sample.matches(), line);
      Map<String, String> of = families.get(family);
      assertNotNull(of, line);
      String type = of.getOrDefault("TYPE", "unknown");
      assertTrue(TYPES.contains(type), type);
      String suffix = type.equals("counter") ? "_total" : type.equals("info") ? "_info" : "";
      assertEquals(family + suffix, sample.group(1), line);
      String unit = of.getOrDefault("UNIT", "");
      assertTrue(unit.isEmpty() || family.endsWith("_" + unit), "the name ends with its unit");
      double value = Double.parseDouble(sample.group(3));
      assertTrue(!type.equals("counter") || value >= 0, line);
      assertEquals(
          null, samples.put(sample.group(1) + "{" + sample.group(2) + "}", value), "once: " + line);
    }
    return samples;
  }

  private static Map<String, Double> of(FakeSite site) {
    return parse(
        new String(OpenMetrics.of(site.reading(), OpenMetrics.Format.OPEN_METRICS), UTF_8));
  }

  @Test
  void powers_limits_and_counts_have_their_units_and_values() {
    Map<String, Double> samples = of(new FakeSite());
    assertEquals(2500.4, samples.get("spikewatt_power_watts{device=\"pv1\",kind=\"pv\"}"));
    assertEquals(-800.3, samples.get("spikewatt_power_watts{device=\"grid\",kind=\"grid\"}"));
    assertEquals(0.55, samples.get("spikewatt_stored_ratio{device=\"battery1\"}"));
    // The operator's contact is not read, so its limit holds.
    assertEquals(4_200, samples.get("spikewatt_limit_watts{direction=\"import\"}"));
    assertEquals(7, samples.get("spikewatt_missed_cycles_total{null}"));
    assertEquals(
        12, samples.get("spikewatt_writes_total{device=\"battery1\",quantity=\"power_w\"}"));
    assertEquals(1.4, samples.get("spikewatt_reading_age_seconds{device=\"pv1\"}"));
    assertEquals(1, samples.get("spikewatt_controlling{null}"));
    double sum =
        samples.entrySet().stream()
            .filter(sample -> sample.getKey().startsWith("spikewatt_power_watts"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertEquals(0, sum, 1e-9);
  }

  @Test
  void who_takes_plain_text_only_gets_the_older_format() {
    assertEquals(OpenMetrics.Format.PLAIN, OpenMetrics.Format.accepted("text/plain"));
    for (String both :
        List.of("", "*/*", "application/openmetrics-text;version=1.0.0,text/plain;q=0.3")) {
      assertEquals(OpenMetrics.Format.OPEN_METRICS, OpenMetrics.Format.accepted(both), both);
    }
    SiteReading reading = new FakeSite().reading();
    String plain = new String(OpenMetrics.of(reading, OpenMetrics.Format.PLAIN), UTF_8);
    String open = new String(OpenMetrics.of(reading, OpenMetrics.Format.OPEN_METRICS), UTF_8);
    assertEquals(samples(open), samples(plain));
    assertEquals(
        Set.of("gauge", "counter"),
        plain
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ")[3])
            .collect(Collectors.toSet()));
    assertTrue(plain.contains("# TYPE spikewatt_build_info gauge\n"), plain);
    assertTrue(plain.contains("# TYPE spikewatt_writes_total counter\n"), plain);
    assertFalse(plain.contains("# UNIT ") || plain.contains("# EOF"), plain);
  }

  private static List<String> samples(String text) {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void what_is_unknown_has_no_sample() {
    FakeSite site = new FakeSite();
    site.batteryFails();
    Map<String, Double> samples = of(site);
    List<String> battery = new ArrayList<>();
    samples.forEach(
        (name, value) -> {
          if (name.contains("device=\"battery1\"") && !name.contains("_total")) {
            battery.add(name + " " + value);
          }
        });
    assertEquals(List.of("spikewatt_readings_good{device=\"battery1\"} 0.0"), battery);
    assertFalse(samples.containsKey("spikewatt_power_watts{device=\"load\",kind=\"load\"}"));
    assertEquals(1, samples.get("spikewatt_alarms{null}"));
  }
}
