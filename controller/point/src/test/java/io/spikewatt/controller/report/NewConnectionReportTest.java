package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CycleReports;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.Message;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.IntermittentBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a broker gets that is reached between two cycles. */
class NewConnectionReportTest {

  private static final MqttTopics TOPICS = new MqttTopics("x/");
  private static final String SETPOINT = TOPICS.setpoint("battery1");
  private static final String FORECAST = TOPICS.forecast(MqttTopics.Forecasted.LOAD);
  private static final String NOWCAST = TOPICS.nowcast("load");
  private static final double[] ONE = {1, 1, 1};

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());
  private final CommandGate gate = new CommandGate(plant.demo().outputs(), List.of());
  private final IntermittentBroker broker = new IntermittentBroker();

  /** Telemetry is far from due after the first cycle. */
  private final Reporter reporter =
      new Reporter(
          broker, StoreAndForward.keepingNothing(broker), TOPICS, Duration.ofHours(1), event -> {});

  @BeforeEach
  void start() {
    plant.loadW = 1000;
    plant.run(30);
  }

  private CycleReport cycle() {
    plant.run(1);
    CycleReport report = CycleReports.of(plant, gate);
    reporter.cycle(report);
    return report;
  }

  private Plan plan(double storedPerKwh) {
    Plan plan = Plans.worth(plant, storedPerKwh, 0.2, 0.3, 0.1);
    reporter.plan(plan, Optional.empty());
    return plan;
  }

  private void forecast(String model) {
    Instant origin = plant.now().instant().truncatedTo(ChronoUnit.MINUTES);
    Duration slot = Duration.ofMinutes(15);
    reporter.forecast(
        MqttTopics.Forecasted.LOAD,
        "W",
        new Forecast(origin, slot, ONE, ONE, ONE, ONE, model),
        Optional.empty());
  }

  private void nowcast(String model, Duration before) {
    Instant at = plant.now().instant().minus(before);
    Nowcast made = new Nowcast(at, ONE, ONE, ONE, ONE, model);
    reporter.nowcast(new SiteNowcaster.Issued("load", made, OptionalDouble.empty()));
  }

  /** What arrives meanwhile. */
  private List<String> topics(Runnable meanwhile) {
    broker.arrived.clear();
    meanwhile.run();
    return broker.arrived.stream().map(Message::topic).toList();
  }

  private void assertAllOf(CycleReport report) {
    Instant decided = report.state().at().instant();
    Instant read = report.snapshot().at().instant();
    assertOnce(TOPICS.state(), decided);
    assertOnce(TOPICS.telemetry("battery1"), read);
    assertOnce(SETPOINT, read);
  }

  private void assertOnce(String topic, Instant at) {
    List<String> payloads = broker.on(topic);
    assertEquals(1, payloads.size(), () -> topic + ": " + payloads);
    assertTrue(payloads.getFirst().startsWith("{\"at\":\"" + at + '"'), payloads::getFirst);
  }

  @Test
  void it_gets_the_last_cycles_values_at_once_and_none_of_earlier_ones() {
    cycle();
    cycle();
    CycleReport last = cycle();
    broker.comeBack();
    assertEquals(List.of(), broker.arrived);
    reporter.brokerReached();
    assertAllOf(last);
  }

  @Test
  void the_same_after_each_reconnection_though_nothing_has_changed_or_is_due() {
    broker.comeBack();
    cycle();
    for (int i = 0; i < 3; i++) {
      broker.leave();
      CycleReport last = cycle();
      broker.comeBack();
      broker.arrived.clear();
      reporter.brokerReached();
      assertAllOf(last);
    }
  }

  @Test
  void a_port_that_does_not_call_gets_it_with_the_next_cycle() {
    cycle();
    broker.comeBack();
    CycleReport next = cycle();
    assertAllOf(next);
    reporter.brokerReached();
    assertAllOf(next);
  }

  @Test
  void over_one_connection_nothing_comes_twice() {
    plan(0.2);
    forecast("a");
    nowcast("b", Duration.ZERO);
    cycle();
    broker.comeBack();
    reporter.brokerReached();
    assertEquals(1, broker.on(TOPICS.plan()).size());
    assertEquals(1, broker.on(FORECAST).size());
    assertEquals(1, broker.on(NOWCAST).size());
    assertEquals(List.of(), topics(reporter::brokerReached));
  }

  @Test
  void a_broker_that_has_forgotten_gets_plan_and_forecast_again() {
    broker.comeBack();
    cycle();
    plan(0.2);
    plan(0.3);
    forecast("a");
    List<String> plans = broker.on(TOPICS.plan());
    broker.leave();
    broker.comeBack();
    broker.arrived.clear();
    reporter.brokerReached();
    assertEquals(plans.subList(1, 2), broker.on(TOPICS.plan()));
    assertEquals(1, broker.on(FORECAST).size());
  }

  @Test
  void a_nowcast_that_has_no_successor_is_not_repeated() {
    broker.comeBack();
    cycle();
    nowcast("old", Duration.ofSeconds(150));
    broker.leave();
    broker.comeBack();
    assertFalse(topics(reporter::brokerReached).contains(NOWCAST));
  }

  @Test
  void events_are_not_repeated() {
    cycle();
    broker.comeBack();
    reporter.event(new Event(plant.now().instant(), Event.Kind.NOTE, "test", "once"));
    assertEquals(1, broker.on(TOPICS.event()).size());
    broker.leave();
    broker.comeBack();
    assertFalse(topics(reporter::brokerReached).contains(TOPICS.event()));
  }

  @Test
  void before_the_first_cycle_there_is_nothing_and_the_first_cycle_sends_all() {
    broker.comeBack();
    assertEquals(List.of(), topics(reporter::brokerReached));
    assertAllOf(cycle());
  }
}
