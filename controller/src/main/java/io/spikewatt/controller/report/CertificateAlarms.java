package io.spikewatt.controller.report;

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
  static Map<String, String> of(Instant end, Instant now) {
    Map<String, String> alarms = new LinkedHashMap<>();
    for (int days : DAYS) {
      if (now.plus(Duration.ofDays(days)).isAfter(end)) {
        alarms.put(
            "broker-certificate/" + days + "-days",
            "a certificate of the connection to the broker ends on "
                + end.atZone(ZoneOffset.UTC).toLocalDate()
                + ": renew it");
      }
    }
    return alarms;
  }
}
