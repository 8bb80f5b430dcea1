package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SlotMeansTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  @Test
  void the_mean_of_a_slot_comes_with_the_first_reading_of_the_next() {
    List<SlotMean> means = run(i -> OptionalDouble.of(i < 450 ? 100 : 300));
    assertEquals(List.of(new SlotMean("load_w", START, 200)), means);
  }

  @Test
  void missing_readings_do_not_count_as_zero() {
    List<SlotMean> means = run(i -> i % 3 == 0 ? OptionalDouble.empty() : OptionalDouble.of(500));
    assertEquals(List.of(new SlotMean("load_w", START, 500, 2.0 / 3)), means);
  }

  @Test
  void a_slot_known_for_less_than_half_has_no_mean() {
    assertEquals(List.of(), run(i -> i < 440 ? OptionalDouble.of(500) : OptionalDouble.empty()));
  }

  private static List<SlotMean> run(java.util.function.IntFunction<OptionalDouble> load) {
    SlotMeans slots = new SlotMeans(Duration.ofMinutes(15));
    List<SlotMean> means = new ArrayList<>();
    for (int i = 0; i <= 900; i++) {
      means.addAll(
          slots.add(
              new Moment(i * 1_000_000_000L, START.plusSeconds(i)),
              Map.of("load_w", load.apply(i))));
    }
    return means;
  }
}
