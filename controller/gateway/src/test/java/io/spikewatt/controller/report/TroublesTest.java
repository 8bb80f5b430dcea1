package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of writing and of implausible values: once, in time, and not each cycle. */
class TroublesTest {

  private static final Signal OUTPUT = new Signal("battery1", Quantity.POWER_W);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T10:00:00Z"));
  private final WriteProblems troubles = new WriteProblems();
  private final Alarms alarms = new Alarms();

  @Test
  void a_foreign_writer_is_told_once_though_values_are_put_back_in_between_and_ends_when_gone() {
    int raised = 0;
    for (int second = 0; second < 600; second++) {
      raised += events(second % 3 == 0 ? written() : failed(Fault.Kind.FOREIGN_WRITER)).size();
    }
    assertEquals(1, raised);
    int ended = 0;
    for (int second = 0; second < 100; second++) {
      for (Event event : events(written())) {
        assertEquals(Event.Kind.ALARM_CLEARED, event.kind());
        assertEquals("foreign-writer/battery1", event.code());
        ended++;
      }
    }
    assertEquals(1, ended);
  }

  @Test
  void an_ending_certificate_is_told_30_days_7_days_and_1_day_before_and_over_when_renewed() {
    Instant end = clock.now().instant().plus(Duration.ofDays(40));
    StringBuilder told = new StringBuilder();
    for (int day = 1; day <= 43; day++) {
      Instant now = clock.advance(Duration.ofDays(1)).instant();
      Instant ends = day < 43 ? end : end.plus(Duration.ofDays(365));
      for (Event event : alarms.update(now, CertificateAlarms.of(ends, now))) {
        told.append(day + " " + event.kind() + " " + event.code() + "\n");
      }
    }
    assertEquals(
        """
        11 ALARM_RAISED broker-certificate/30-days
        34 ALARM_RAISED broker-certificate/7-days
        40 ALARM_RAISED broker-certificate/1-days
        43 ALARM_CLEARED broker-certificate/30-days
        43 ALARM_CLEARED broker-certificate/7-days
        43 ALARM_CLEARED broker-certificate/1-days
        """,
        told.toString());
  }

  @Test
  void memory_that_is_spared_is_no_trouble_until_its_budget_is_used_up() {
    WriteReceipt spared =
        new WriteReceipt.Refused(OUTPUT, Fault.of(Fault.Kind.WEAR, "one write in 60 s"), now());
    assertEquals(Map.of(), wrong(spared, 80));
    assertEquals(Set.of("write-budget/battery1/power_w"), wrong(spared, 0).keySet());
    assertEquals(1, wrong(written(), 1).size(), "one write more does not end it");
    assertEquals(1, wrong(written(), 24).size());
    assertEquals(Map.of(), wrong(written(), 25));
  }

  @Test
  void an_inverter_that_sleeps_may_be_unreachable_for_writing_and_one_that_refuses_may_not() {
    WriteReceipt failed = failed(Fault.Kind.UNREACHABLE);
    assertEquals(Map.of(), troubles.of(List.of(failed), List.of(), Set.of("battery1"), now()));
    assertEquals(
        Set.of("write/battery1"),
        troubles.of(List.of(failed), List.of(), Set.of(), now()).keySet());
  }

  @Test
  void one_spike_is_no_alarm_and_a_frozen_value_is() {
    ImplausibleSignals implausibleSignals = new ImplausibleSignals();
    assertEquals(Map.of(), implausibleSignals.of(seen(Fault.Kind.SPIKE)));
    for (int second = 0; second < 20; second++) {
      assertEquals(Map.of(), implausibleSignals.of(good()));
    }
    for (int second = 0; second < 5; second++) {
      assertEquals(Map.of(), implausibleSignals.of(seen(Fault.Kind.FROZEN)));
    }
    assertEquals(
        Map.of(
            "implausible/battery1/power_w",
            AlarmTexts.implausible(OUTPUT, Fault.of(Fault.Kind.FROZEN, "test"))),
        implausibleSignals.of(seen(Fault.Kind.FROZEN)));
    for (int second = 0; second < 10; second++) {
      assertEquals(1, implausibleSignals.of(good()).size());
    }
    assertEquals(Map.of(), implausibleSignals.of(good()));
  }

  @Test
  void writes_on_the_wire_are_counted_and_published_with_what_the_memory_bears() {
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    board.post(written());
    board.post(new WriteReceipt.Written(OUTPUT, 5, false, now()));
    board.post(failed(Fault.Kind.TIMEOUT));
    board.post(written());
    board.budgets(List.of(new WriteBudget(OUTPUT, 250, 113)));
    String payload =
        new String(
            Payloads.telemetry(new CachedPayload(), now(), List.of(), board.tallies()),
            StandardCharsets.UTF_8);
    assertTrue(
        payload.contains("\"writes\":{\"power_w\":{\"sinceStart\":2,\"perDay\":250,\"left\":113}}"),
        payload);
  }

  @Test
  void a_write_that_the_budget_held_back_limits_the_setpoint_and_no_other_refusal_does() {
    assertEquals(
        Optional.of("write budget: spares the device's memory"),
        ExplanationText.spared(
            new WriteReceipt.Refused(OUTPUT, Fault.of(Fault.Kind.WEAR, "test"), now())));
    assertEquals(
        Optional.empty(),
        ExplanationText.spared(
            new WriteReceipt.Refused(OUTPUT, Fault.of(Fault.Kind.REJECTED, "test"), now())));
    assertEquals(Optional.empty(), ExplanationText.spared(written()));
  }

  private List<Event> events(WriteReceipt receipt) {
    clock.advance(SECOND);
    return alarms.update(
        now().instant(), troubles.of(List.of(receipt), List.of(), Set.of(), now()));
  }

  private Map<String, Phrase> wrong(WriteReceipt receipt, int left) {
    WriteTally tally = new WriteTally(OUTPUT, 7, Optional.of(new WriteBudget(OUTPUT, 250, left)));
    return troubles.of(List.of(receipt), List.of(tally), Set.of(), now());
  }

  private WriteReceipt written() {
    return new WriteReceipt.Written(OUTPUT, 5, true, now());
  }

  private WriteReceipt failed(Fault.Kind kind) {
    return new WriteReceipt.Failed(OUTPUT, Fault.of(kind, "test"), now());
  }

  private PlantSnapshot seen(Fault.Kind kind) {
    Moment now = clock.advance(SECOND);
    return new PlantSnapshot(now, List.of(Sample.missing(OUTPUT, kind, "test", now)));
  }

  private PlantSnapshot good() {
    Moment now = clock.advance(SECOND);
    return new PlantSnapshot(now, List.of(new Sample.Good(OUTPUT, 5, now)));
  }

  private Moment now() {
    return clock.now();
  }
}
