package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload of the configuration while the power at the grid connection is unknown. */
final class ReloadWhileBlindTest {

  private static final Set<Signal> DARK =
      Set.of(
          new Signal("meter1", Quantity.POWER_W),
          new Signal("feeder1", Quantity.POWER_W),
          new Signal("tie1", Quantity.CONTACT));

  @Test
  void whatIsHeldInTheDarkGoesOnBeingHeld(@TempDir Path directory) {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      site.silent = DARK;
      run(site, 60);
      Mode mode = site.cycle().mode();
      assertTrue(mode instanceof Mode.Hold, () -> mode.reason().english());
      double heldW = pv(site);
      assertTrue(heldW < 10_000, "pv is held at " + heldW);
      site.reload();
      for (int second = 1; second <= 20; second++) {
        site.cycle();
        assertEquals(heldW, pv(site), "after " + second + " s");
      }
    }
  }

  @Test
  void aFirstStartWaitsForItsFirstReadings(@TempDir Path directory) {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      site.silent = DARK;
      Mode mode = site.cycle().mode();
      assertTrue(mode instanceof Mode.Starting, () -> mode.reason().english());
      assertTrue(site.inForce("pv1", Quantity.POWER_LIMIT_W).isEmpty());
    }
  }

  private static void run(WholeSite site, int seconds) {
    for (int i = 0; i < seconds; i++) {
      site.cycle();
    }
  }

  private static double pv(WholeSite site) {
    return site.inForce("pv1", Quantity.POWER_LIMIT_W).orElseThrow();
  }
}
