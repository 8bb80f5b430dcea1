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
  private static final int CLEAR = BandCondition.SKIES - 1;

  private final SplittableRandom random = new SplittableRandom(3);
  private final ConformalBand band = new ConformalBand(DAY, 1);

  /** Deviation of the errors at a slot of the day. */
  @FunctionalInterface
  private interface Deviation {
    double of(BandCondition at);
  }

  private static BandCondition at(int slot, int lead, int sky) {
    return new BandCondition(lead, slot % DAY / 4, sky);
  }

  /**
   * Coverage over some days of a band that says +-Z where errors have another deviation; each slot
   * is forecast four times.
   */
  private double run(int days, double deviation, double shift) {
    return run(days, _ -> deviation, shift);
  }

  private double run(int days, Deviation deviation, double shift) {
    int inside = 0;
    for (int slot = 0; slot < days * DAY; slot++) {
      int sky = slot / DAY % 2 == 0 ? CLEAR : 1;
      double error = shift + deviation.of(at(slot, 0, sky)) * random.nextGaussian();
      ConformalBand.Slot now = band.slot();
      for (int lead = 5; lead < DAY; lead += 30) {
        BandCondition at = at(slot, lead, sky);
        inside += error >= -band.low(at) * Z && error <= band.high(at) * Z ? 1 : 0;
        now.add(at, Z, Z, error);
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
    run(60, 0.6, 0);
    assertEquals(0.80, run(60, 0.6, 0), 0.02);
    run(60, 1, 0.5);
    assertEquals(0.80, run(60, 1, 0.5), 0.02);
    BandCondition noon = at(DAY / 2, 0, CLEAR);
    assertTrue(band.high(noon) > 1.2 && band.low(noon) < 0.9, "the sides are corrected separately");
  }

  @Test
  void a_broken_sky_and_a_hazy_morning_have_factors_of_their_own() {
    run(200, at -> (at.sky() == CLEAR ? 0.6 : 1.6) * (at.hour() < 9 ? 1.5 : 1), 0);
    double clear = band.high(at(DAY / 2, 40, CLEAR));
    double broken = band.high(at(DAY / 2, 40, 1));
    double morning = band.high(at(DAY / 4, 40, CLEAR));
    assertEquals(1.6 / 0.6, broken / clear, 0.5);
    assertEquals(1.5, morning / clear, 0.25);
  }

  @Test
  void a_sky_is_classed_by_its_clearness() {
    assertEquals(0, BandCondition.sky(0));
    assertEquals(1, BandCondition.sky(0.4));
    assertEquals(2, BandCondition.sky(0.89));
    assertEquals(CLEAR, BandCondition.sky(1.2));
    assertThrows(IllegalArgumentException.class, () -> new BandCondition(0, 24, 0));
    assertThrows(IllegalArgumentException.class, () -> new BandCondition(0, 0, CLEAR + 1));
    assertThrows(IllegalArgumentException.class, () -> new BandCondition(0, 0, -2));
  }

  @Test
  void without_a_sky_outcomes_change_no_term_of_a_sky() {
    BandCondition noon = at(DAY / 2, 0, BandCondition.NO_SKY);
    ConformalBand.Slot now = band.slot();
    now.add(noon, Z, Z, 5);
    now.close();
    assertTrue(band.high(noon) > 1);
    for (int sky = 0; sky <= CLEAR; sky++) {
      assertEquals(band.high(noon), band.high(at(DAY / 2, 0, sky)), 1e-12);
    }
  }

  @Test
  void factors_never_leave_their_bounds() {
    run(400, 100, 0);
    assertEquals(ConformalBand.MAX_FACTOR, band.high(at(0, 50, CLEAR)), 1e-2);
    run(800, 1e-6, 0);
    assertEquals(ConformalBand.MIN_FACTOR, band.low(at(0, 50, CLEAR)), 1e-2);
  }

  @Test
  void a_night_that_leaves_nothing_open_changes_nothing() {
    for (int slot = 0; slot < 100 * DAY; slot++) {
      ConformalBand.Slot now = band.slot();
      now.add(at(slot, slot % DAY, 0), 0, 0, 0);
      now.close();
    }
    assertArrayEquals(new ConformalBand(DAY, 1).state(), band.state());
  }

  @Test
  void forecasts_of_one_slot_count_as_one() {
    ConformalBand one = new ConformalBand(DAY, 1);
    ConformalBand.Slot single = one.slot();
    single.add(at(0, 0, 2), Z, Z, 5);
    single.close();
    ConformalBand.Slot many = band.slot();
    for (int i = 0; i < 12; i++) {
      many.add(at(0, 0, 2), Z, Z, 5);
    }
    many.close();
    assertArrayEquals(one.state(), band.state(), 1e-12);
  }

  @Test
  void it_goes_on_from_its_state_and_refuses_what_is_none() {
    run(20, 1.6, 0);
    ConformalBand again = ConformalBand.of(DAY, 1, band.state());
    BandCondition noon = at(DAY / 2, 7, CLEAR);
    assertEquals(band.high(noon), again.high(noon));
    double[] state = band.state();
    state[2] = 9;
    assertThrows(IllegalArgumentException.class, () -> ConformalBand.of(DAY, 1, state));
    assertThrows(IllegalArgumentException.class, () -> ConformalBand.of(DAY, 1, new double[2]));
  }

  @Test
  void a_state_of_the_version_before_gives_the_factors_of_its_leads() {
    double[] before = {0.1, 0.2, -0.3, 0.4, 0, -0.5};
    ConformalBand kept = ConformalBand.of(DAY, 1, before);
    assertEquals(Math.exp(0.1), kept.low(at(0, 0, 0)), 1e-12);
    assertEquals(Math.exp(0.2), kept.high(at(0, 0, 0)), 1e-12);
    assertEquals(Math.exp(-0.3), kept.low(at(0, 3 * DAY / 24, 2)), 1e-12);
    assertEquals(Math.exp(-0.5), kept.high(at(0, DAY - 1, CLEAR)), 1e-12);
  }
}
