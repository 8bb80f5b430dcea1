package io.spikewatt.controller.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  private static final ReaderLocale READER =
      new ReaderLocale(ZonedDateTime.parse("2026-11-30T12:00:00+01:00[Europe/Berlin]"), "EUR");

  /** Reports of devices, files and servers, with contents that must stay on the machine. */
  private static final String SECRETS =
      "serial SN-4711-0815 at 192.168.1.5:502 and fe80::1, 52.52N 13.40E, /etc/spikewatt/password";

  private static final Pattern SECRET =
      Pattern.compile("4711|192\\.168|fe80|52\\.52|/etc|serial|password");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nBcc: x@example.org",
        "a\nb",
        "a\u0085b",
        "a\u2028b",
        "a\u202eb",
        "a\u0000b",
        "a\u001fb",
        "a\ue000b"
      })
  void one_line_is_one_line_without_hidden_characters(String text) {
    String line = PlainText.line(text, 100);
    assertTrue(line.codePoints().noneMatch(Character::isISOControl), line);
    assertTrue(line.startsWith("a ") && line.lines().count() == 1, line);
  }

  @Test
  void long_texts_end_between_characters() {
    assertEquals("😀😀…", PlainText.line("😀😀😀😀", 3));
    assertEquals("😀", PlainText.bytes("😀😀", 7));
    assertEquals("ä€", PlainText.bytes("ä€x", 5));
  }

  @Test
  void sentences_of_alarms_leave_without_what_others_report() {
    Fault fault = Fault.of(Fault.Kind.UNREACHABLE, SECRETS);
    Signal signal = new Signal("battery1", Quantity.POWER_W);
    List<Phrase> alarms =
        List.of(
            AlarmTexts.device("battery1", fault),
            AlarmTexts.implausible(signal, fault),
            AlarmTexts.setpointRefused("battery1", fault),
            AlarmTexts.writeFailed("battery1", fault),
            AlarmTexts.foreignWriter("battery1", SECRETS),
            AlarmTexts.gateRefused(signal, SECRETS),
            AlarmTexts.brokerAway(SECRETS),
            AlarmTexts.stateDirectory(SECRETS),
            AlarmTexts.noPage(SECRETS),
            AlarmTexts.notifyFailing("email", SECRETS));
    for (Phrase alarm : alarms) {
      assertTrue(SECRET.matcher(alarm.english()).find(), "it is there to be left out");
      for (Language language : Language.all()) {
        String text = PlainText.alarm("some-code", alarm, language, READER);
        assertFalse(SECRET.matcher(text).find(), text);
        assertFalse(text.isBlank() || text.contains("{"), text);
      }
    }
    assertEquals(
        "battery1: unreachable", PlainText.alarm("x", alarms.getFirst(), Language.ENGLISH, READER));
    assertEquals(
        "state-directory: see spikewatt status",
        PlainText.alarm(
            "state-directory", AlarmTexts.stateDirectory(SECRETS), Language.ENGLISH, READER));
  }

  @Test
  void times_are_those_of_the_sites_clock() {
    Phrase missing =
        AlarmTexts.pricesMissing(
            Instant.parse("2026-11-30T14:00:00Z"), Instant.parse("2026-11-29T23:00:00Z"));
    String text = PlainText.alarm("prices-missing", missing, Language.of("de"), READER);
    assertTrue(
        text.startsWith("Für 15:00 ist kein Preis bekannt, der letzte gilt bis 00:00."), text);
  }
}
