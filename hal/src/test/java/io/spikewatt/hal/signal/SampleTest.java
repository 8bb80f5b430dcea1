package io.spikewatt.hal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

  private static final Signal SOC = new Signal("battery1", Quantity.SOC_PCT);
  private static final Moment T0 = new Moment(0, Instant.EPOCH);

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, 6553.5, Double.NaN, Double.POSITIVE_INFINITY})
  void an_impossible_value_is_missing_with_the_reason(double value) {
    Sample sample = Sample.checked(SOC, value, T0);
    Sample.Missing missing = assertInstanceOf(Sample.Missing.class, sample);
    assertEquals(Fault.Kind.OUT_OF_RANGE, missing.reason().kind());
  }

  @Test
  void a_good_sample_cannot_hold_nan() {
    assertThrows(IllegalArgumentException.class, () -> new Sample.Good(SOC, Double.NaN, T0));
  }

  @Test
  void a_signal_that_nobody_read_is_missing_and_not_zero() {
    PlantSnapshot empty = new PlantSnapshot(T0, List.of());
    assertInstanceOf(Sample.Missing.class, empty.get(SOC));
    assertEquals(OptionalDouble.empty(), empty.value("battery1", Quantity.SOC_PCT));
  }

  @Test
  void a_fault_reads_like_a_sentence() {
    assertEquals(
        "timeout: no answer in 1 s", Fault.of(Fault.Kind.TIMEOUT, "no answer in 1 s").toString());
    assertEquals("never-read", Fault.of(Fault.Kind.NEVER_READ, "").toString());
  }

  @Test
  void every_quantity_names_its_unit_and_a_sensible_range() {
    for (Quantity quantity : Quantity.values()) {
      assertTrue(quantity.min() < quantity.max(), quantity.name());
      assertTrue(quantity.wireName().matches("[a-z][a-z0-9_]*"), quantity.wireName());
    }
  }
}
