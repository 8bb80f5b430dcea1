package io.spikewatt.hal.gpio;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GpioPinsTest {
  @Test
  void aHostWithoutAChipIsUnavailableAgainAndAgain() {
    String[] chips = new File("/dev").list((dir, name) -> name.startsWith("gpiochip"));
    Assumptions.assumeTrue(chips == null || chips.length == 0, "this host has a GPIO chip");
    try (GpioPins pins = GpioPins.gpiod(Duration.ofMillis(10))) {
      assertThrows(GpioException.class, () -> pins.input(17, false));
      assertThrows(GpioException.class, () -> pins.input(17, false));
      assertThrows(GpioException.class, () -> pins.output(27, false, false));
    }
  }
}
