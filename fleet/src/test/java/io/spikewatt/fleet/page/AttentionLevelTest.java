package io.spikewatt.fleet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class AttentionLevelTest {

  private static final Instant NOW = Instant.parse("2026-11-28T13:40:00Z");
  private static final Optional<Instant> LISTENING = Optional.of(before(600));
  private static final Optional<Instant> CONNECTED = Optional.of(before(300));

  private static Instant before(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static Optional<ReportedCondition> report(
      int minutesAgo, boolean degraded, String... codes) {
    List<OpenAlarm> alarms =
        List.of(codes).stream()
            .map(code -> new OpenAlarm(code, AlarmSeverity.WARNING, before(100)))
            .toList();
    return Optional.of(
        new ReportedCondition(
            new GatewayCondition(
                degraded,
                "auto",
                "1.0",
                alarms,
                0,
                new SharedLearning(Optional.empty(), Optional.empty(), 0, OptionalDouble.empty())),
            before(minutesAgo)));
  }

  private static AttentionLevel level(
      int heardMinutesAgo,
      Optional<Instant> connected,
      Optional<ReportedCondition> reported,
      Optional<Instant> listening) {
    return AttentionLevel.of(
        new GatewayContact(before(heardMinutesAgo), connected, Optional.empty(), reported),
        listening,
        AttentionLevel.SILENT_AFTER,
        NOW);
  }

  @Test
  void a_site_that_reports_is_what_it_reports() {
    assertEquals(AttentionLevel.WELL, level(1, CONNECTED, report(1, false), LISTENING));
    assertEquals(AttentionLevel.ALARMS, level(1, CONNECTED, report(1, false, "shed"), LISTENING));
    assertEquals(AttentionLevel.DEGRADED, level(1, CONNECTED, report(1, true), LISTENING));
  }

  @Test
  void a_site_that_has_reported_and_is_quiet_is_silent_whether_connected_or_not() {
    assertEquals(AttentionLevel.SILENT, level(41, CONNECTED, report(41, false), LISTENING));
    assertEquals(AttentionLevel.SILENT, level(41, Optional.empty(), report(41, true), LISTENING));
    assertEquals(AttentionLevel.WELL, level(39, CONNECTED, report(39, false), LISTENING));
  }

  @Test
  void a_site_that_shares_no_alarms_is_silent_only_without_a_connection() {
    assertEquals(AttentionLevel.UNKNOWN, level(290, CONNECTED, Optional.empty(), LISTENING));
    assertEquals(AttentionLevel.SILENT, level(41, Optional.empty(), Optional.empty(), LISTENING));
    assertEquals(AttentionLevel.UNKNOWN, level(5, Optional.empty(), Optional.empty(), LISTENING));
  }

  @Test
  void a_report_from_before_this_connection_does_not_count_for_ever() {
    assertEquals(AttentionLevel.UNKNOWN, level(290, CONNECTED, report(301, true), LISTENING));
  }

  @Test
  void nobody_is_silent_while_the_coordinator_does_not_hear_or_has_just_begun_to() {
    Optional<ReportedCondition> old = report(300, false);
    assertEquals(AttentionLevel.UNKNOWN, level(300, Optional.empty(), old, Optional.empty()));
    assertEquals(
        AttentionLevel.UNKNOWN, level(300, Optional.empty(), old, Optional.of(before(39))));
    assertEquals(AttentionLevel.SILENT, level(300, Optional.empty(), old, Optional.of(before(41))));
  }
}
