package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportPeakTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private Moment now = new Moment(0, Instant.parse("2026-11-03T10:00:00Z"));
  private ImportPeak peak = new ImportPeak(BERLIN, KeptValues.inMemory());

  @Test
  void thePeakIsTheHighestMeanOfAQuarterHourAndNotTheHighestPower() {
    run(Duration.ofMinutes(15), at -> at.getEpochSecond() % 900 < 300 ? 9000 : 0);
    run(Duration.ofMinutes(15), at -> 2000);
    run(Duration.ofSeconds(1), at -> 0);
    assertEquals(3000, peak.soFarW(), 40);
  }

  @Test
  void whatFlowsOutDoesNotMakeGoodForWhatFlowsIn() {
    run(Duration.ofMinutes(16), at -> at.getEpochSecond() % 900 < 450 ? 4000 : -4000);
    assertEquals(2000, peak.soFarW(), 30);
  }

  @Test
  void aQuarterHourOfWhichLittleIsKnownSetsNoPeak() {
    run(Duration.ofMinutes(7), at -> 8000);
    run(Duration.ofMinutes(9), at -> Double.NaN);
    assertEquals(0, peak.soFarW());
  }

  @Test
  void aMeanIsOfTheTimeThatIsKnown() {
    run(Duration.ofMinutes(10), at -> 6000);
    run(Duration.ofMinutes(6), at -> Double.NaN);
    assertEquals(6000, peak.soFarW(), 1);
  }

  /** The last quarter hour before a local midnight, and the first of the month after it. */
  @ParameterizedTest
  @CsvSource({
    // Summer time ends and begins within these months: 25 and 23 hours.
    "Europe/Berlin, 2026-10-31T22:45:00Z",
    "Europe/Berlin, 2026-03-31T21:45:00Z",
    "Europe/Berlin, 2026-12-31T22:45:00Z",
    "America/St_Johns, 2026-06-01T02:15:00Z",
    "Asia/Kathmandu, 2026-06-30T18:00:00Z",
    "UTC, 2028-02-29T23:45:00Z"
  })
  void aMonthBeginsAtMidnightOfItsZone(String zone, String lastQuarter) {
    now = new Moment(0, Instant.parse(lastQuarter));
    peak = new ImportPeak(ZoneId.of(zone), KeptValues.inMemory());
    run(Duration.ofMinutes(15).minusSeconds(1), at -> 5000);
    assertEquals(0, peak.soFarW());
    run(Duration.ofMinutes(1), at -> 1000);
    assertEquals(0, peak.soFarW(), "the old month's peak is not the new one's");
    run(Duration.ofMinutes(15), at -> 1000);
    assertEquals(1000, peak.soFarW(), 5);
  }

  @ParameterizedTest
  @CsvSource({"2026-03-28T23:00:00Z, 23", "2026-10-24T22:00:00Z, 25", "2026-06-09T22:00:00Z, 24"})
  void everyQuarterHourOfADayCounts(String midnight, int hours) {
    now = new Moment(0, Instant.parse(midnight));
    for (int quarter = 0; quarter < 4 * hours; quarter++) {
      double before = peak.soFarW();
      double watts = 1000 + 10 * quarter;
      run(Duration.ofMinutes(15), at -> watts);
      assertTrue(peak.soFarW() >= before);
    }
    run(Duration.ofSeconds(1), at -> 0);
    assertEquals(1000 + 10 * (4 * hours - 1), peak.soFarW(), 2);
    assertEquals("00:00:01", now.instant().atZone(BERLIN).toLocalTime().toString());
  }

  @Test
  void thePeakOutlivesARestartWithinItsMonth(@TempDir Path directory) {
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofMinutes(16), at -> 4200);
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofSeconds(5), at -> 100);
    assertEquals(4200, peak.soFarW(), 1);
    now = new Moment(now.nanos(), Instant.parse("2026-12-01T08:00:00Z"));
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofSeconds(5), at -> 100);
    assertEquals(0, peak.soFarW());
  }

  @Test
  void theRunningQuarterHourOutlivesAReloadAndAKill(@TempDir Path directory) {
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofMinutes(7), at -> 9000);
    peak.keep(now);
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofSeconds(30), at -> 0);
    assertEquals(0, peak.allowedW(4000, now), "4000 W over a quarter hour are used up");
    peak.close();
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofMinutes(8), at -> 0);
    assertEquals(4200, peak.soFarW(), 15);
  }

  @Test
  void aClockThatIsSetSetsNoPeak() {
    run(Duration.ofMinutes(10), at -> 9000);
    now = new Moment(now.nanos(), now.instant().plus(Duration.ofDays(40)));
    run(Duration.ofMinutes(40), at -> 9000);
    assertEquals(0, peak.soFarW(), "neither in the month that may be right nor in the other");
    now = new Moment(now.nanos(), now.instant().minus(Duration.ofDays(40)));
    run(Duration.ofSeconds(5), at -> 0);
    assertEquals(0, peak.soFarW());
  }

  @Test
  void whatCannotBeReadCountsAsNothing(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("import-peaks.properties"), "2026-11=NaN\n");
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofSeconds(5), at -> 100);
    assertEquals(0, peak.soFarW());
  }

  @Test
  void aQuarterHourThatBeganWithMoreIsToEndWithLess() {
    run(Duration.ofMinutes(5), at -> 6000);
    assertEquals((4000 * 15 - 6000 * 5) / 10.0, peak.allowedW(4000, now), 20);
    run(Duration.ofMinutes(5), at -> 8000);
    assertEquals(0, peak.allowedW(4000, now), "the quarter hour's energy is used up");
  }

  @Test
  void aQuarterHourThatBeganWithLessIsNotToEndWithMore() {
    run(Duration.ofMinutes(10), at -> 0);
    assertEquals(4000, peak.allowedW(4000, now));
  }

  @Test
  void belowTheMonthsPeakNothingIsSaved() {
    run(Duration.ofMinutes(15), at -> 5000);
    run(Duration.ofMinutes(1), at -> 5000);
    assertEquals(5000, peak.allowedW(2000, now), 10);
  }

  @Test
  void whatTheRestWillImportBeyondTheLevelIsMadeGoodForInAdvance() {
    run(Duration.ofMinutes(5), at -> 3000);
    assertEquals(4000, peak.allowedW(4000, 3900, now), "less than the level changes nothing");
    assertEquals(3500, peak.allowedW(4000, 4500, now), "as much as is expected beyond it");
    assertEquals(0, peak.allowedW(4000, 9000, now), "no more than can be");
    assertEquals(10 / 60.0, peak.hoursLeft(now), 1e-9);
    run(Duration.ofSeconds(599), at -> 3000);
    assertEquals(1 / 60.0, peak.hoursLeft(now), 1e-9, "no device answers at once");
  }

  @Test
  void noExpectationAllowsMore() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      double watts = random.nextDouble(0, 9_000);
      run(Duration.ofSeconds(7), at -> watts);
      double levelW = random.nextDouble(0, 8_000);
      double expectedW = random.nextDouble(-20_000, 20_000);
      assertTrue(peak.allowedW(levelW, expectedW, now) <= peak.allowedW(levelW, now));
    }
  }

  /** Cycles of a second. */
  private void run(Duration length, ToDoubleFunction<Instant> watts) {
    for (long s = 0; s < length.toSeconds(); s++) {
      double value = watts.applyAsDouble(now.instant());
      peak.update(
          Double.isNaN(value)
              ? new Estimate.Unknown("test")
              : new Estimate.Known(value, Estimate.How.MEASURED, now),
          now);
      now = now.plus(Duration.ofSeconds(1));
    }
  }

  private double todayKwh() {
    return peak.reading().todayKwh().ifKnown().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"2026-03-28T23:00:00Z, 23", "2026-10-24T22:00:00Z, 25", "2026-06-09T22:00:00Z, 24"})
  void theEnergyOfADayCountsFromMidnightOfTheZone(String midnight, int hours) {
    now = new Moment(0, Instant.parse(midnight));
    Instant importing = now.instant().plus(Duration.ofHours(1));
    run(Duration.ofHours(hours).minusSeconds(1), at -> at.isBefore(importing) ? -2000 : 1000);
    assertEquals(hours - 1, todayKwh(), 0.01);
    run(Duration.ofSeconds(2), at -> 1000);
    assertEquals(0, todayKwh(), 0.001);
  }

  @Test
  void theEnergyOfADayIsUnknownUntilItsFirstReading() {
    now = new Moment(0, Instant.parse("2026-06-09T22:00:30Z"));
    run(Duration.ofMinutes(2), at -> Double.NaN);
    assertFalse(peak.reading().todayKwh().isKnown());
    run(Duration.ofSeconds(10), at -> 3600);
    assertEquals(0.01, todayKwh(), 0.002);
  }

  @Test
  void aDayOfWhichTooMuchIsNotReadIsUnknownAndTheNextOneKnown() {
    now = new Moment(0, Instant.parse("2026-06-09T22:10:00Z"));
    run(Duration.ofHours(2), at -> 1000);
    assertFalse(peak.reading().todayKwh().isKnown(), "counting began after midnight");
    run(Duration.ofHours(22), at -> 1000);
    assertEquals(0.167, todayKwh(), 0.01);
    run(Duration.ofSeconds(290), at -> Double.NaN);
    assertEquals(0.167, todayKwh(), 0.01, "a short gap");
    run(Duration.ofSeconds(20), at -> Double.NaN);
    assertFalse(peak.reading().todayKwh().isKnown());
  }

  @Test
  void theEnergyOfTheDayOutlivesARestartOrIsUnknown(@TempDir Path directory) {
    now = new Moment(0, Instant.parse("2026-06-09T22:00:00Z"));
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofHours(1), at -> 3000);
    peak.close();
    now = now.plus(Duration.ofMinutes(2));
    peak = ImportPeak.in(directory, BERLIN);
    assertFalse(peak.reading().todayKwh().isKnown(), "before the first reading");
    run(Duration.ofSeconds(5), at -> 0);
    assertEquals(3, todayKwh(), 0.01);
    peak.close();
    now = now.plus(Duration.ofMinutes(10));
    peak = ImportPeak.in(directory, BERLIN);
    run(Duration.ofSeconds(5), at -> 0);
    assertFalse(peak.reading().todayKwh().isKnown(), "too long away");
    peak = new ImportPeak(BERLIN, KeptValues.inMemory());
    run(Duration.ofSeconds(5), at -> 0);
    assertFalse(peak.reading().todayKwh().isKnown(), "the record is lost");
  }

  @Test
  void aClockThatIsSetMakesTheDayUnknown() {
    now = new Moment(0, Instant.parse("2026-06-09T22:00:00Z"));
    run(Duration.ofHours(3), at -> 1000);
    Moment right = now;
    for (int minutes : new int[] {-60, 60}) {
      now = new Moment(right.nanos(), right.instant().plus(Duration.ofMinutes(minutes)));
      run(Duration.ofSeconds(5), at -> 1000);
      assertFalse(peak.reading().todayKwh().isKnown(), minutes + " min");
    }
  }
}
