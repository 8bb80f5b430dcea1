package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reserve is a floor against discharging: what it lacks is charged in the cheapest slots. */
class ReserveFloorTest {

  private static final double DEAR = 0.35;
  private static final Tariff TARIFF = Days.tariff(0.2, DEAR, 0.08);
  private static final double[] FLAT = all(500);
  private static final double[] DARK = all(0);

  /** 18:00 local time: four hours until the cheap night. */
  private static final Instant EVENING = Days.START.plus(Duration.ofHours(18));

  private static final int SLOTS_UNTIL_NIGHT = 16;

  @ParameterizedTest
  @ValueSource(doubles = {21.7, 38.3, 50, 57, 64.2, 83.9})
  void atTheReserveNothingIsBoughtAtTheDearestPrice(double pct) {
    Plan plan = plan(EVENING, pct, BackupReserve.always(pct), DARK, FLAT);
    assertNothingBought(plan, SLOTS_UNTIL_NIGHT);
    for (double above : new double[] {0, 0.01, 0.3, 1}) {
      assertWorthNoPurchase(plan, EVENING, pct + above);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 1})
  void aBatteryThatSinksBelowItsReserveUntilTheNextPlanBuysNothingAtTheDearestPrice(double sunk) {
    Plan plan = plan(EVENING, 57, BackupReserve.always(57), DARK, FLAT);
    assertWorthNoPurchase(plan, EVENING, 57 - sunk);
    assertEquals(57, plan.reserveSocPct(), "it is kept all the same");
  }

  @ParameterizedTest
  @CsvSource({"57, 56.9", "57, 40", "80, 15"})
  void aReserveThatIsNotReachedIsChargedAtNight(double reservePct, double pct) {
    Plan plan = plan(EVENING, pct, BackupReserve.always(reservePct), DARK, FLAT);
    assertNothingBought(plan, SLOTS_UNTIL_NIGHT);
    assertWorthNoPurchase(plan, EVENING, pct);
    double[] socPct = socPct(plan);
    assertTrue(socPct[48] > reservePct - 0.1, "at the night's end " + socPct[48] + " %");
    assertEquals(reservePct, plan.reserveSocPct());
  }

  @Test
  void aReserveThatIsNotReachedIsChargedFromTheSunWhereThatIsCheaper() {
    Instant morning = Days.START.plus(Duration.ofHours(8));
    double[] noon = all(0);
    for (int day = 0; day < 3; day++) {
      Arrays.fill(noon, 96 * day + 44, 96 * day + 60, 4000);
    }
    Plan plan = plan(morning, 20, BackupReserve.always(50), noon, FLAT);
    assertNothingBought(plan, 12);
    double[] socPct = socPct(plan);
    assertTrue(socPct[28] > 49.9, "after noon " + socPct[28] + " %");
  }

  @Test
  void aCommandThatNamesATimeIsObeyedWhateverThePrice() {
    Instant from = EVENING.plus(Duration.ofHours(2));
    BackupReserve.Wanted wanted =
        new BackupReserve.Wanted(70, from, from.plus(Duration.ofHours(12)));
    Plan plan = plan(EVENING, 40, new BackupReserve(10, List.of(wanted)), DARK, FLAT);
    assertTrue(socPct(plan)[8] > 69.9, "at its time " + socPct(plan)[8] + " %");
    Plan later = plan(from, 70, new BackupReserve(10, List.of(wanted)), DARK, FLAT);
    assertNothingBought(later, 8);
  }

  @Test
  void aCommandWhoseTimeHasComeIsObeyedAtOnce() {
    BackupReserve.Wanted wanted =
        new BackupReserve.Wanted(70, EVENING.minusSeconds(60), EVENING.plus(Duration.ofHours(12)));
    Plan plan = plan(EVENING, 60, new BackupReserve(10, List.of(wanted)), DARK, FLAT);
    assertTrue(0.95 * batteryPerKwh(plan, EVENING, 60) - 0.01 > DEAR);
    assertTrue(socPct(plan)[2] > 69.9, "half an hour later " + socPct(plan)[2] + " %");
    Plan sunk = plan(EVENING, 69.7, new BackupReserve(10, List.of(wanted)), DARK, FLAT);
    assertWorthNoPurchase(sunk, EVENING, 69.7);
  }

  private static void assertNothingBought(Plan plan, int slots) {
    double[] batteryW = plan.schedule().powerW(AssetSeries.BATTERY);
    for (int k = 0; k < slots; k++) {
      double boughtW = Math.min(-batteryW[k], plan.schedule().gridW()[k]);
      assertTrue(boughtW < 1, "slot " + k + " charges " + boughtW + " W from the grid");
    }
  }

  private static void assertWorthNoPurchase(Plan plan, Instant at, double pct) {
    double perKwh = batteryPerKwh(plan, at, pct);
    assertTrue(
        0.95 * perKwh - 0.01 < DEAR, "at " + pct + " % a stored kWh is worth " + perKwh + " EUR");
  }

  private static double batteryPerKwh(Plan plan, Instant at, double pct) {
    return plan.values().perKwh(AssetSeries.BATTERY, at, Map.of(AssetSeries.BATTERY, pct));
  }

  private static double[] socPct(Plan plan) {
    return plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level();
  }

  private static Plan plan(
      Instant now, double pct, BackupReserve reserve, double[] pvW, double[] loadW) {
    PlanModel bare = Days.model(TARIFF, Days.storage(10, 5), Map.of());
    PlanModel model = bare.with(bare.objective(), reserve);
    return Days.made(
        new Planner(model)
            .plan(
                Days.request(
                    now,
                    Days.spread(Days.START, loadW, 0.4),
                    Days.spread(Days.START, pvW, 0.4),
                    pct,
                    List.of(),
                    9000,
                    9000)));
  }

  private static double[] all(double watts) {
    double[] values = new double[288];
    Arrays.fill(values, watts);
    return values;
  }
}
