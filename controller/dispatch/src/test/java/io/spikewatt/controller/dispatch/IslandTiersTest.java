package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IslandTiersTest {

  @ParameterizedTest
  @CsvSource({
    // shed, relays, margin %, Hz: wanted
    "0, 3, 25,     50.2, 0",
    "0, 3, 19,     50.2, 1",
    "0, 3, 14,     50.2, 2",
    "0, 3, 9,      50.2, 3",
    "3, 3, 19,     50.2, 3",
    "3, 3, 21,     50.2, 2",
    "3, 3, 26,     50.2, 1",
    "3, 3, 31,     50.2, 0",
    "1, 3, ,       50.2, 1",
    "1, 3, 60,     48.9, 2",
    "0, 3, 60,     47.9, 3",
    "2, 3, 60,     49.5, 2",
    "2, 3, 60,     ,     0",
    "0, 0, 5,      47,   0",
  })
  void shedsByChargeAndByFrequency(int shed, int relays, Double margin, Double hz, int wanted) {
    assertEquals(wanted, IslandTiers.wanted(shed, relays, optional(margin), optional(hz)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void doesNotFlutterOnNoisyReadings(int seed) {
    Random random = new Random(seed);
    int shed = 0;
    int changes = 0;
    for (int i = 0; i < 10_000; i++) {
      double margin = 15 + 4 * random.nextDouble();
      double hz = 50 + 0.4 * random.nextDouble() - 0.1;
      int wanted = IslandTiers.wanted(shed, 3, optional(margin), optional(hz));
      assertTrue(wanted >= 0 && wanted <= 3);
      changes += wanted == shed ? 0 : 1;
      shed = wanted;
    }
    assertTrue(changes <= 1, changes + " changes within the hysteresis");
  }

  @Test
  void aGensetRunsFromLowToHighChargeAndWhenNothingElseHelps() {
    Role.Genset set =
        new Role.Genset(8000, 30, 70, Duration.ZERO, Duration.ZERO, 0, Optional.empty(), 0, 0);
    assertEquals(false, Gensets.runs(Generators.of(set), false, need(31, false)));
    assertEquals(true, Gensets.runs(Generators.of(set), false, need(29, false)));
    assertEquals(true, Gensets.runs(Generators.of(set), true, need(69, false)));
    assertEquals(false, Gensets.runs(Generators.of(set), true, need(70, false)));
    assertEquals(
        true, Gensets.runs(Generators.of(set), false, need(90, true)), "the frequency says so");
    assertEquals(
        true,
        Gensets.runs(
            Generators.of(set),
            false,
            new Gensets.Need(OptionalDouble.empty(), false, Optional.empty(), 100, false)));
  }

  private static Gensets.Need need(double soc, boolean fallsShort) {
    return new Gensets.Need(OptionalDouble.of(soc), fallsShort, Optional.empty(), 100, false);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
