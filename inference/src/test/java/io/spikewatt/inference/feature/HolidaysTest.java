package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolidaysTest {
  private static boolean on(String zone, String day) {
    return Holidays.of(ZoneId.of(zone)).on(LocalDate.parse(day).toEpochDay());
  }

  /** Dates as the countries' laws and newspapers told them, not as our list does. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-04-03", // Good Friday
    "Europe/Berlin, 2026-05-14", // Ascension
    "Europe/London, 2022-09-19", // funeral of Elizabeth II
    "America/Los_Angeles, 2019-07-04", // Independence Day
    "America/Los_Angeles, 2019-11-11", // Veterans Day
    "America/New_York, 2026-11-26", // Thanksgiving
    "America/New_York, 2026-10-12", // Columbus Day
    "Australia/Melbourne, 2014-04-25", // Anzac Day
    "Asia/Seoul, 2018-09-24", // Chuseok
    "Asia/Calcutta, 2026-01-26", // Republic Day, by the zone's old name
    "Europe/Brussels, 2026-07-21", // National Day
  })
  void knowsTheDaysOfItsCountry(String zone, String day) {
    assertTrue(on(zone, day), zone + " " + day);
    assertFalse(on("UTC", day));
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-07-04",
    "Europe/Berlin, 2026-04-02",
    "Europe/Berlin, 2026-04-04",
    "America/Los_Angeles, 2026-05-01",
    "America/Los_Angeles, 2026-10-12", // Columbus Day, which California does not keep
    "Australia/Melbourne, 2014-06-30",
    "Europe/Berlin, 1999-12-31",
    "Europe/Berlin, 2051-01-01",
  })
  void noOtherDayIsOne(String zone, String day) {
    assertFalse(on(zone, day), zone + " " + day);
  }

  @Test
  void aZoneOfNoCountryHasNone() {
    assertTrue(Holidays.of(ZoneId.of("UTC")).isEmpty());
    assertTrue(Holidays.of(ZoneId.of("Etc/GMT-3")).isEmpty());
    assertTrue(Holidays.of(ZoneId.of("+02:00")).isEmpty());
  }

  /** A prefix of another region's name, or of a zone's, is not it. */
  @Test
  void namesAreTakenWhole() {
    assertFalse(Holidays.of(ZoneId.of("Australia/Sydney")).isEmpty());
    assertFalse(on("Australia/Sydney", "2026-11-03"), "Melbourne's Cup Day");
    assertTrue(on("Australia/Melbourne", "2026-11-03"));
  }

  @Test
  void everyYearOfTheListHasDaysWhereThereAreAny() {
    Holidays here = Holidays.of(ZoneId.of("Europe/Paris"));
    for (int year = 2010; year <= 2050; year++) {
      LocalDate day = LocalDate.of(year, 1, 1);
      int count = 0;
      for (; day.getYear() == year; day = day.plusDays(1)) {
        count += here.on(day.toEpochDay()) ? 1 : 0;
      }
      assertEquals(11, count, 1, "in " + year);
    }
  }

  /** What cannot be read would end the daemon at its first forecast there. */
  @Test
  void everyZoneOfTheListCanBeRead() throws IOException {
    Map<String, String> zoneOfRegion = new HashMap<>();
    try (InputStream in =
        Objects.requireNonNull(Holidays.class.getResourceAsStream("holidays.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith("zone "))
          .map(line -> line.split(" "))
          .forEach(words -> zoneOfRegion.put(words[2], words[1]));
    }
    assertTrue(zoneOfRegion.size() > 100, zoneOfRegion.size() + " regions");
    zoneOfRegion.forEach(
        (region, zone) -> assertFalse(Holidays.of(ZoneId.of(zone)).isEmpty(), region));
  }
}
