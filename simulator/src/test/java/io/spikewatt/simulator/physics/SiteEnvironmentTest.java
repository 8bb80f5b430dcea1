package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiteEnvironmentTest {

  private final SiteParameters site = SiteParameters.demo(20);
  private final SunPath sun = new SunPath(site.place().latitudeDeg(), site.place().longitudeDeg());

  @Test
  void theSunRisesAndSetsInBerlinWhenTheAlmanacSays() {
    // 21 June: sunrise 02:43, sunset 19:33 UTC; 21 December: 07:15 and 14:54. Refraction and the
    // sun's disc make the almanac's day a few minutes longer at each end.
    assertSunUp("2026-06-21", "02:43", "19:33");
    assertSunUp("2026-12-21", "07:15", "14:54");
    assertSunUp("2026-03-20", "05:10", "17:20");
  }

  @Test
  void clearNoonPowerIsThatOfAnArrayTiltedTo30Degrees() {
    double june = sun.clearSkyWPerM2(epoch("2026-06-21T11:08:00Z"));
    double december = sun.clearSkyWPerM2(epoch("2026-12-21T11:04:00Z"));
    assertTrue(june > 900 && june < 1_080, () -> "June " + june);
    assertTrue(december > 350 && december < 650, () -> "December " + december);
  }

  @Test
  void everyKindOfDayComes() {
    CloudModel cloudModel = new CloudModel(site.seed());
    Set<CloudModel.DayType> seen = EnumSet.noneOf(CloudModel.DayType.class);
    for (long day = 20_500; day < 20_560; day++) {
      seen.add(cloudModel.dayType(day));
    }
    assertEquals(EnumSet.allOf(CloudModel.DayType.class), seen);
  }

  @Test
  void theUncontrolledLoadAloneCanAlwaysBeKeptWithinTheImportLimit() {
    SiteEnvironment siteEnvironment = new SiteEnvironment(site);
    double most = 0;
    double mostWhileContact = 0;
    double sumWh = 0;
    long start = epoch("2026-01-01T00:00:00Z");
    for (long second = start; second < start + 365L * 86_400; second += 20) {
      SiteConditions now = siteEnvironment.at(second);
      double withServers = now.loadW() + site.devices().compute().minW();
      most = Math.max(most, withServers + now.heaterW());
      sumWh += (now.loadW() + now.heaterW()) * 20 / 3_600;
      if (now.contactScheduled()) {
        mostWhileContact = Math.max(mostWhileContact, withServers - now.pvAvailableW());
      }
    }
    double peak = most;
    double contactPeak = mostWhileContact;
    double dailyKwh = sumWh / 365_000;
    assertTrue(peak > 7_000 && peak < site.limits().importW(), () -> "peak " + peak);
    assertTrue(contactPeak < 4_200 + 3_000, () -> "contact " + contactPeak);
    assertTrue(dailyKwh > 25 && dailyKwh < 50, () -> "daily " + dailyKwh);
  }

  @Test
  void pastHistoryIsTheMeanOfTheSameWorld() {
    Instant end = Instant.parse("2026-06-03T00:07:00Z");
    List<PastHistory.Slot> slots = PastHistory.before(end, 2, site);
    assertEquals(192, slots.size());
    assertEquals(Instant.parse("2026-06-01T00:00:00Z"), slots.getFirst().start());
    PastHistory.Slot noon = slots.get(48 + 1);
    SiteEnvironment siteEnvironment = new SiteEnvironment(site);
    double load = 0;
    double pv = 0;
    for (int i = 0; i < 900; i++) {
      SiteConditions now = siteEnvironment.at(noon.start().getEpochSecond() + i);
      load += (now.loadW() + now.heaterW()) / 900;
      pv += now.pvAvailableW() / 900;
    }
    assertEquals(load, noon.loadW(), 0.05 * load);
    assertEquals(pv, noon.pvW(), 0.05 * pv + 50);
  }

  @Test
  void theCarKeepsTheDriversHabits() {
    EvSchedule schedule = new EvSchedule(5, site.place().zone());
    Instant now = Instant.parse("2026-06-01T12:00:00Z");
    for (int i = 0; i < 300; i++) {
      EvSession session = schedule.endingAfter(now);
      ZonedDateTime arrival = session.arrival().atZone(site.place().zone());
      ZonedDateTime departure = session.departure().atZone(site.place().zone());
      assertTrue(session.arrival().isAfter(now) || i == 0);
      assertTrue(arrival.toLocalTime().isAfter(LocalTime.of(13, 59)));
      assertTrue(departure.toLocalTime().isBefore(LocalTime.of(11, 1)));
      assertTrue(session.arrivalSocPct() >= 30 && session.arrivalSocPct() <= 62);
      now = session.departure();
    }
  }

  private void assertSunUp(String date, String rise, String set) {
    long riseS = epoch(date + "T" + rise + ":00Z");
    long setS = epoch(date + "T" + set + ":00Z");
    assertEquals(0, sun.clearSkyWPerM2(riseS - 600), date);
    assertTrue(sun.clearSkyWPerM2(riseS + 1_200) > 0, date);
    assertTrue(sun.clearSkyWPerM2(setS - 1_200) > 0, date);
    assertEquals(0, sun.clearSkyWPerM2(setS + 600), date);
  }

  private static long epoch(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }
}
