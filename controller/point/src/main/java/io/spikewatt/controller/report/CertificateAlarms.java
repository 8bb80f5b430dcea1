package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Alarms before a certificate of the broker's connection ends: one more with each step. */
final class CertificateAlarms {

  private static final List<Integer> DAYS = List.of(30, 7, 1);

  private CertificateAlarms() {}

  /** Code to sentence. */
  static Map<String, Phrase> of(Instant end, Instant now) {
    Map<String, Phrase> alarms = new LinkedHashMap<>();
    for (int days : DAYS) {
      if (now.plus(Duration.ofDays(days)).isAfter(end)) {
        alarms.put(
            "broker-certificate/" + days + "-days",
            AlarmTexts.certificateEnds(end.atZone(ZoneOffset.UTC).toLocalDate()));
      }
    }
    return alarms;
  }
}
