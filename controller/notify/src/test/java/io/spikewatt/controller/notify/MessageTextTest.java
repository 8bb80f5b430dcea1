package io.spikewatt.controller.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.notify.AlarmNotice.Kind;
import io.spikewatt.controller.notify.DayFigures.Figure;
import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MessageTextTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final MessageText ENGLISH = text("en");
  private static final MessageText GERMAN = text("de");

  private static MessageText text(String tag) {
    return new MessageText(Language.of(tag), "home", ZoneId.of("Europe/Berlin"), "EUR");
  }

  private static AlarmNotice notice(Kind kind, AlarmSeverity severity, String since, int times) {
    Instant begin = Instant.parse(since);
    return new AlarmNotice(
        kind,
        "device/meter1",
        severity,
        "meter1: unreachable",
        begin,
        NOW.minusSeconds(600),
        times);
  }

  private static Figure figure(double value, int unknown) {
    return new Figure(OptionalDouble.of(value), unknown);
  }

  private static final Figure UNKNOWN = new Figure(OptionalDouble.empty(), 96);

  @Test
  void one_alarm_is_its_own_subject() {
    AlarmNotice began = notice(Kind.BEGAN, AlarmSeverity.ERROR, "2026-11-30T09:30:00Z", 1);
    Notification message = ENGLISH.alarms(List.of(began), NOW);
    assertEquals("home: meter1: unreachable", message.subject());
    assertEquals("Error since 10:30: meter1: unreachable", message.text());
    assertTrue(message.urgent());
    assertEquals(
        "{\"site\":\"home\",\"kind\":\"alarms\",\"at\":\"2026-11-30T10:00:00Z\","
            + "\"subject\":\"home: meter1: unreachable\","
            + "\"text\":\"Error since 10:30: meter1: unreachable\",\"notices\":["
            + "{\"code\":\"device/meter1\",\"severity\":\"error\",\"state\":\"began\","
            + "\"text\":\"meter1: unreachable\",\"since\":\"2026-11-30T09:30:00Z\",\"times\":1}]}",
        message.document());
  }

  @Test
  void several_are_counted_and_older_times_have_their_day() {
    List<AlarmNotice> notices =
        List.of(
            notice(Kind.BEGAN, AlarmSeverity.WARNING, "2026-11-30T09:30:00Z", 1),
            notice(Kind.OVER, AlarmSeverity.ERROR, "2026-11-29T09:30:00Z", 12),
            notice(Kind.PASSED, AlarmSeverity.WARNING, "2026-11-30T08:30:00Z", 1));
    assertEquals("home: 1 new, 2 over", ENGLISH.alarms(notices, NOW).subject());
    assertEquals(
        """
        Warning since 10:30: meter1: unreachable
        Over at 10:50, since 2026-11-29 10:30: meter1: unreachable (12 times)
        From 09:30 to 10:50: meter1: unreachable""",
        ENGLISH.alarms(notices, NOW).text());
    assertEquals("home: 1 neu, 2 vorbei", GERMAN.alarms(notices, NOW).subject());
    assertEquals(
        """
        Warnung seit 10:30: meter1: unreachable
        Vorbei um 10:50, Beginn 29.11.2026 10:30: meter1: unreachable (12-mal)
        Von 09:30 bis 10:50: meter1: unreachable""",
        GERMAN.alarms(notices, NOW).text());
    assertFalse(ENGLISH.alarms(notices, NOW).urgent());
  }

  @Test
  void a_day_says_what_it_does_not_know() {
    DayFigures day =
        new DayFigures(
            LocalDate.parse("2026-11-29"),
            Optional.of(figure(12.34, 0)),
            figure(20, 13),
            figure(5, 13),
            UNKNOWN,
            figure(0.75, 13),
            figure(-1.234, 0));
    assertEquals("home: summary of 2026-11-29", ENGLISH.summary(day, NOW).subject());
    assertEquals(
        """
        Production: 12.3 kWh
        Consumption: 20.0 kWh (3 h 15 min unknown)
        Import: 5.0 kWh (3 h 15 min unknown)
        Export: unknown
        Self-sufficiency: 75 % (3 h 15 min unknown)
        Energy income: 1.23 EUR""",
        ENGLISH.summary(day, NOW).text());
    assertEquals(
        """
        Erzeugung: 12,3 kWh
        Verbrauch: 20,0 kWh (3 h 15 min unbekannt)
        Bezug: 5,0 kWh (3 h 15 min unbekannt)
        Einspeisung: unbekannt
        Autarkie: 75 % (3 h 15 min unbekannt)
        Energieerlös: 1,23 EUR""",
        GERMAN.summary(day, NOW).text());
    assertTrue(
        ENGLISH.summary(day, NOW).document().contains("\"exportKwh\":{\"unknownQuarters\":96}"));
  }

  @Test
  void a_flood_of_alarms_and_endless_texts_stay_short() {
    AlarmNotice long1 =
        new AlarmNotice(Kind.BEGAN, "x", AlarmSeverity.ERROR, "é\r\n".repeat(10_000), NOW, NOW, 1);
    Notification message = ENGLISH.alarms(java.util.Collections.nCopies(500, long1), NOW);
    assertEquals(40, message.text().lines().count());
    assertTrue(message.text().length() < 13_000);
    assertTrue(ENGLISH.alarms(List.of(long1), NOW).subject().length() <= 120);
    assertEquals(1, ENGLISH.alarms(List.of(long1), NOW).subject().lines().count());
  }
}
