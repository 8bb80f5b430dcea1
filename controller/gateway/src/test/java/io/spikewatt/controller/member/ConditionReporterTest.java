package io.spikewatt.controller.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.IntermittentBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConditionReporterTest {

  private static final String TOPIC = "fleet/up/box/condition";
  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final PrivacySpent NOTHING = new PrivacySpent(0, OptionalDouble.empty(), 0, 0, 0);

  private final IntermittentBroker broker = new IntermittentBroker();
  private Moment now = new Moment(0, START);
  private SiteCondition site = new SiteCondition(true, "auto", Set.of());
  private final ConditionReporter reporter =
      new ConditionReporter(broker, TOPIC, "1.2.0", () -> site);

  @BeforeEach
  void connect() {
    broker.comeBack();
  }

  private static FleetStanding standing(Optional<String> problem) {
    return new FleetStanding(
        problem, Optional.empty(), OptionalDouble.empty(), NOTHING, Optional.empty());
  }

  private List<String> after(Duration time) {
    now = now.plus(time);
    reporter.step(now, standing(Optional.empty()));
    return broker.on(TOPIC);
  }

  private GatewayCondition last() throws MalformedMessage {
    return GatewayCondition.decoded(broker.on(TOPIC).getLast().getBytes(UTF_8));
  }

  @Test
  void a_condition_is_reported_once_and_then_each_quarter_of_an_hour() {
    assertEquals(1, after(Duration.ZERO).size());
    assertEquals(1, after(Duration.ofMinutes(14)).size());
    assertEquals(2, after(Duration.ofMinutes(1)).size());
    assertEquals(2, after(Duration.ofMinutes(1)).size());
  }

  @Test
  void a_change_is_reported_at_once_with_the_time_that_it_began() throws MalformedMessage {
    after(Duration.ZERO);
    site = new SiteCondition(true, "hold", Set.of("device/meter1"));
    assertEquals(2, after(Duration.ofMinutes(1)).size());
    assertEquals("hold", last().mode());
    assertTrue(last().degraded());
    assertEquals(START.plusSeconds(60), last().alarms().getFirst().since());
    site = new SiteCondition(true, "auto", Set.of("device/meter1", "shed"));
    after(Duration.ofMinutes(1));
    assertEquals(START.plusSeconds(60), last().alarms().getFirst().since(), "the first stays");
    site = new SiteCondition(true, "auto", Set.of());
    assertEquals(4, after(Duration.ofMinutes(1)).size());
    assertEquals(List.of(), last().alarms());
  }

  @Test
  void an_alarm_that_comes_and_goes_is_reported_at_most_every_ten_seconds() {
    for (int i = 0; i < 600; i++) {
      site = new SiteCondition(true, "auto", i % 2 == 0 ? Set.of("hunting") : Set.of());
      after(Duration.ofSeconds(1));
    }
    int sent = broker.on(TOPIC).size();
    assertTrue(sent > 30 && sent <= 61, sent + " messages");
  }

  @Test
  void nothing_is_sent_before_the_coordinator_has_answered_and_once_more_on_a_new_connection() {
    reporter.step(now, standing(Optional.of("no coordinator answers")));
    assertEquals(List.of(), broker.on(TOPIC));
    assertEquals(1, after(Duration.ofSeconds(1)).size());
    broker.leave();
    broker.comeBack();
    assertEquals(2, after(Duration.ofSeconds(1)).size());
  }
}
