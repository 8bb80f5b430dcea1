package io.spikewatt.controller.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.notify.AlarmNotice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** Notices of alarms that come, stay, flap and go, with a step every five seconds. */
class AlarmNoticesTest {

  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
  private static final int STEP_S = 5;

  /** An error. */
  private static final String METER = "device/meter1";

  /** A warning. */
  private static final String BROKER = "broker";

  private AlarmNotices notices = AlarmNotices.NONE;

  private static boolean never(long second) {
    return second < 0;
  }

  /** Each message as "second: kind code, kind code". */
  private List<String> run(
      Map<String, LongPredicate> present, LongPredicate quiet, long fromS, long toS) {
    List<String> messages = new ArrayList<>();
    for (long second = fromS; second < toS; second += STEP_S) {
      Map<String, String> now = new TreeMap<>();
      long at = second;
      present.forEach(
          (code, when) -> {
            if (when.test(at)) {
              now.put(code, "text of " + code);
            }
          });
      AlarmNotices.Step step = notices.next(now, START.plusSeconds(second), quiet.test(second));
      notices = step.next();
      if (!step.notices().isEmpty()) {
        List<String> reported =
            step.notices().stream().map(one -> one.kind() + " " + one.code()).toList();
        messages.add(second + ": " + String.join(", ", reported));
      }
    }
    return messages;
  }

  private List<String> run(Map<String, LongPredicate> present, long toS) {
    return run(present, AlarmNoticesTest::never, 0, toS);
  }

  private static LongPredicate between(long fromS, long toS) {
    return second -> second >= fromS && second < toS;
  }

  @Test
  void an_alarm_that_stays_is_reported_once_and_once_more_when_it_is_over() {
    assertEquals(
        List.of("70: BEGAN " + METER, "7320: OVER " + METER),
        run(Map.of(METER, between(10, 7200)), 20_000));
  }

  @Test
  void a_short_one_is_not_reported() {
    assertEquals(List.of(), run(Map.of(METER, between(10, 60)), 20_000));
  }

  @Test
  void several_that_begin_together_are_one_message_and_so_are_their_ends() {
    Map<String, LongPredicate> outage =
        Map.of(
            METER,
            between(10, 3600),
            "device/battery1",
            between(20, 3600),
            BROKER,
            between(55, 3600),
            "page",
            between(68, 7200));
    assertEquals(
        List.of(
            "70: BEGAN device/meter1, BEGAN device/battery1, BEGAN broker",
            "130: BEGAN page",
            "3720: OVER device/meter1, OVER device/battery1, OVER broker",
            "7320: OVER page"),
        run(outage, 20_000));
  }

  @Test
  void one_that_comes_and_goes_all_day_is_one_alarm() {
    // Half a minute there, half a minute not, for four hours.
    LongPredicate flapping = second -> second < 14_400 && second % 60 < 30;
    assertEquals(
        List.of("60: BEGAN " + METER, "21570: OVER " + METER),
        run(Map.of(METER, flapping), 30_000));
    assertEquals(List.of(240), notices.alarms().values().stream().map(AlarmState::times).toList());
  }

  @Test
  void one_that_returns_each_half_hour_is_reported_ever_more_rarely() {
    LongPredicate returning = second -> second < 86_400 && second % 1800 < 300;
    List<String> reported = run(Map.of(METER, returning), 100_000);
    assertTrue(reported.size() <= 8, reported::toString);
    assertTrue(reported.getLast().contains("OVER"), reported::toString);
  }

  @Test
  void in_quiet_hours_errors_begin_and_all_else_waits_for_their_end() {
    LongPredicate night = between(0, 10_000);
    Map<String, LongPredicate> alarms =
        Map.of(METER, between(100, 2000), BROKER, between(300, 20_000), "page", between(400, 1000));
    assertEquals(
        List.of("160: BEGAN " + METER, "10000: OVER device/meter1, BEGAN broker, PASSED page"),
        run(alarms, night, 0, 15_000));
  }

  @Test
  void times_are_those_of_begin_and_end_and_not_of_the_message() {
    run(Map.of(METER, between(10, 7200)), 7320);
    AlarmNotices.Step step = notices.next(Map.of(), START.plusSeconds(7320), false);
    AlarmNotice over = step.notices().getFirst();
    assertEquals(Kind.OVER, over.kind());
    assertEquals(START.plusSeconds(10), over.since());
    assertEquals(START.plusSeconds(7200), over.until());
  }

  @Test
  void a_restart_repeats_nothing_and_forgets_no_end() {
    Map<String, LongPredicate> stays = Map.of(METER, between(10, 5000), BROKER, between(10, 990));
    assertEquals(
        List.of("70: BEGAN broker, BEGAN device/meter1"),
        run(stays, AlarmNoticesTest::never, 0, 900).stream()
            .map(
                text ->
                    text.replace(
                        "BEGAN device/meter1, BEGAN broker", "BEGAN broker, BEGAN device/meter1"))
            .toList());
    notices = AlarmNotices.restored(notices.kept());
    // The first minutes after the start raise no alarm yet.
    Map<String, LongPredicate> later = Map.of(METER, between(1400, 5000));
    long broker = 1000 + Duration.ofMinutes(30).toSeconds();
    assertEquals(
        List.of(broker + ": OVER broker", "5120: OVER device/meter1"),
        run(later, AlarmNoticesTest::never, 1000, 20_000));
  }

  @Test
  void what_is_long_over_is_forgotten() {
    run(Map.of(METER, between(10, 7200)), 40_000);
    assertTrue(notices.alarms().isEmpty());
  }
}
