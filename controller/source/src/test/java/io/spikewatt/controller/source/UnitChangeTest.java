package io.spikewatt.controller.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.controller.source.UnitChange.Reference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that changes its unit is noticed by the size of its values. */
class UnitChangeTest {

  private static final OptionalDouble RECORD = OptionalDouble.of(0.09);
  private static final OptionalDouble TARIFF = OptionalDouble.of(0.3);
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static List<SourceSlot> day(double... values) {
    List<SourceSlot> slots = new ArrayList<>();
    Instant at = Instant.parse("2026-02-01T23:00:00Z");
    for (double value : values) {
      slots.add(new SourceSlot(at, at.plusSeconds(3600), value));
      at = at.plusSeconds(3600);
    }
    return slots;
  }

  private static double[] usual(double factor) {
    double[] values = {0.06, -0.01, 0.05, 0.12, 0.09, 0.15};
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  @Test
  void usual_prices_cheap_ones_and_dear_ones_are_no_other_unit() {
    for (double factor : new double[] {0.05, 0.3, 1, 5, 20}) {
      assertEquals(Optional.empty(), UnitChange.find(day(usual(factor)), RECORD, TARIFF));
    }
    assertEquals(Optional.empty(), UnitChange.find(day(0, 0, 0, 0), RECORD, TARIFF));
    assertEquals(Optional.empty(), UnitChange.find(day(usual(1000)), NONE, NONE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 1000, 0.001})
  void hundredths_and_prices_of_a_mwh_are_told_by_the_record(double factor) {
    UnitChange change = UnitChange.find(day(usual(factor)), RECORD, TARIFF).orElseThrow();
    assertEquals(Reference.RECORD, change.than());
    assertEquals(0.09, change.usual());
    assertTrue(change.toString().contains("has about 0.09"), change.toString());
    double found = factor > 1 ? 0.09 * factor : 0.15 * factor;
    assertEquals(found, change.found(), 1e-9);
    assertTrue(
        change.toString().contains("about " + AnswerProblem.number(found) + " a kWh"),
        change.toString());
  }

  @Test
  void without_a_record_the_tariff_tells_it() {
    UnitChange change = UnitChange.find(day(usual(1000)), NONE, TARIFF).orElseThrow();
    assertEquals(new UnitChange(90, 0.3, Reference.TARIFF), change);
    assertTrue(UnitChange.find(day(usual(0.001)), NONE, TARIFF).isPresent());
  }

  /** Holidays with prices near 0 must not make a usual day look wrong. */
  @Test
  void a_record_of_nearly_nothing_is_no_measure() {
    assertEquals(Optional.empty(), UnitChange.find(day(usual(1)), OptionalDouble.of(0), TARIFF));
    assertEquals(
        Optional.empty(), UnitChange.find(day(usual(1)), OptionalDouble.of(0.001), TARIFF));
  }

  /** None of the days of 2022 to 2024, the dearest and the flattest, looks like another unit. */
  @Test
  void no_day_of_the_measured_years_is_refused_and_each_in_another_unit_is() throws IOException {
    Path file = SharedData.file("price_be_dayahead.csv.gz");
    Map<String, List<Double>> days = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(
              cells ->
                  days.computeIfAbsent(cells[0].substring(0, 10), d -> new ArrayList<>())
                      .add(Double.parseDouble(cells[1])));
    }
    assertTrue(days.size() > 900);
    for (Map.Entry<String, List<Double>> day : days.entrySet()) {
      double[] values = day.getValue().stream().mapToDouble(Double::doubleValue).toArray();
      assertEquals(Optional.empty(), UnitChange.find(day(values), RECORD, TARIFF), day.getKey());
      for (double factor : new double[] {1000, 0.001}) {
        double[] other = Arrays.stream(values).map(v -> v * factor).toArray();
        if (factor < 1 || UsualPrice.size(values) > 0.01) {
          assertTrue(
              UnitChange.find(day(other), RECORD, TARIFF).isPresent(), day.getKey() + factor);
        }
      }
    }
  }
}
