package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConformalBandTest {
  private static final int DAY = 96;
  private static final double Z = 1.2816;

  private final SplittableRandom random = new SplittableRandom(3);
  private final ConformalBand band = new ConformalBand(DAY, 0.8);

  /**
   * Coverage over some days of a band that says +-Z where errors have another deviation; each slot
   * is forecast four times.
   */
  private double run(int days, double deviation, double shift) {
    return run(band, days, deviation, shift);
  }

  private double run(ConformalBand band, int days, double deviation, double shift) {
    int inside = 0;
    for (int slot = 0; slot < days * DAY; slot++) {
      double error = shift + deviation * random.nextGaussian();
      ConformalBand.Slot now = band.slot();
      for (int lead = 5; lead < DAY; lead += 30) {
        inside += error >= -band.low(lead) * Z && error <= band.high(lead) * Z ? 1 : 0;
        now.add(lead, Z, Z, error);
      }
      now.close();
    }
    return (double) inside / (4 * days * DAY);
  }

  @Test
  void too_narrow_and_too_wide_bands_come_to_cover_four_of_five_and_stay_through_changes() {
    assertEquals(0.57, run(1, 1.6, 0), 0.12);
    run(60, 1.6, 0);
    assertEquals(0.80, run(60, 1.6, 0), 0.02);
    assertEquals(0.80, run(60, 1.6, 0), 0.02);
    run(60, 0.6, 0);
    assertEquals(0.80, run(60, 0.6, 0), 0.02);
    run(60, 1, 0.5);
    assertEquals(0.80, run(60, 1, 0.5), 0.02);
    assertTrue(band.high(0) > 1.2 && band.low(0) < 0.8, "the sides are corrected separately");
  }

  @Test
  void another_share_is_covered_where_it_is_asked_for() {
    ConformalBand narrower = new ConformalBand(DAY, 0.76);
    run(narrower, 60, 1.6, 0);
    assertEquals(0.76, run(narrower, 60, 1.6, 0), 0.015);
  }

  @Test
  void factors_never_leave_their_bounds() {
    run(400, 100, 0);
    assertEquals(ConformalBand.MAX_FACTOR, band.high(50), 1e-2);
    run(800, 1e-6, 0);
    assertEquals(ConformalBand.MIN_FACTOR, band.low(50), 1e-2);
  }

  @Test
  void a_night_that_leaves_nothing_open_changes_nothing() {
    for (int slot = 0; slot < 100 * DAY; slot++) {
      ConformalBand.Slot now = band.slot();
      now.add(slot % DAY, 0, 0, 0);
      now.close();
    }
    assertArrayEquals(new ConformalBand(DAY, 0.8).state(), band.state());
  }

  @Test
  void forecasts_of_one_slot_count_as_one() {
    ConformalBand one = new ConformalBand(DAY, 0.8);
    ConformalBand.Slot single = one.slot();
    single.add(0, Z, Z, 5);
    single.close();
    ConformalBand.Slot many = band.slot();
    for (int i = 0; i < 12; i++) {
      many.add(0, Z, Z, 5);
    }
    many.close();
    assertArrayEquals(one.state(), band.state());
  }

  @Test
  void it_goes_on_from_its_state_and_refuses_what_is_none() {
    run(20, 1.6, 0);
    ConformalBand again = ConformalBand.of(DAY, 0.8, band.state());
    assertEquals(band.high(7), again.high(7));
    double[] state = band.state();
    state[2] = 9;
    assertThrows(IllegalArgumentException.class, () -> ConformalBand.of(DAY, 0.8, state));
    assertThrows(IllegalArgumentException.class, () -> ConformalBand.of(DAY, 0.8, new double[2]));
  }
}
