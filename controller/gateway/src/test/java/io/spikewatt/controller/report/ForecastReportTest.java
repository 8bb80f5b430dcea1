package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.ModeMachine;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import io.spikewatt.testkit.DemoSite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is told of the forecasts. */
class ForecastReportTest {
  private static final Instant NOW = Instant.parse("2026-06-09T10:00:00Z");
  private static final double[] ONE = {1};
  private static final Forecast FORECAST =
      new Forecast(NOW, Duration.ofMinutes(15), ONE, ONE, ONE, ONE, "blend-1");

  private static String payload(Optional<ForecastQuality> standing) {
    return new String(Payloads.forecast("W", FORECAST, standing), StandardCharsets.UTF_8);
  }

  @Test
  void live_figures_are_told_and_that_the_network_is_not_the_best() {
    String text =
        payload(
            Optional.of(
                new ForecastQuality(
                    OptionalDouble.of(0.21),
                    true,
                    OptionalDouble.of(0.79),
                    ForecastSource.RIDGE,
                    Optional.of(NOW),
                    false)));
    assertTrue(text.contains("\"skill\":0.21,\"skillFrom\":\"service\",\"coverage\":0.79"), text);
    assertTrue(text.contains("\"best\":\"ridge\",\"networkIsBest\":false"), text);
    assertTrue(text.contains("\"learntTo\":\"2026-06-09T10:00:00Z\""), text);
  }

  @Test
  void what_was_not_observed_is_left_out() {
    String text =
        payload(
            Optional.of(
                new ForecastQuality(
                    OptionalDouble.empty(),
                    false,
                    OptionalDouble.empty(),
                    ForecastSource.SEASONAL,
                    Optional.empty(),
                    false)));
    assertFalse(text.contains("skill") || text.contains("coverage"), text);
    assertTrue(text.contains("\"best\":\"seasonal\""), text);
    assertFalse(payload(Optional.empty()).contains("best"));
  }

  @Test
  void a_drift_is_an_alarm_while_it_lasts_told_once_at_either_end() {
    ManualClock clock = new ManualClock(NOW);
    List<Event> events = new ArrayList<>();
    Reporter reporter =
        new Reporter(
            new NoBroker(),
            StoreAndForward.keepingNothing(new NoBroker()),
            new MqttTopics("x/"),
            Duration.ofSeconds(1),
            events::add);
    for (int cycle = 0; cycle < 9; cycle++) {
      reporter.elsewhere(
          cycle >= 3 && cycle < 6
              ? Map.of("forecast-drift/load", AlarmTexts.forecastDrift("load"))
              : Map.of());
      reporter.cycle(report(clock.now()));
    }
    List<Event> drift =
        events.stream().filter(e -> e.code().equals("forecast-drift/load")).toList();
    assertEquals(
        List.of(Event.Kind.ALARM_RAISED, Event.Kind.ALARM_CLEARED),
        drift.stream().map(Event::kind).toList());
    assertEquals(AlarmTexts.forecastDrift("load").english(), drift.getFirst().text());
  }

  private static CycleReport report(Moment now) {
    Site site = DemoSite.usual().site();
    PlantSnapshot snapshot = new PlantBoard(new LinkedHashMap<>(), now).snapshot(now);
    PlantState state = new StateEstimator(site).estimate(snapshot, Map.of());
    return new CycleReport(
        snapshot,
        state,
        ModeMachine.start(now, false),
        GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty()),
        new Dispatch(List.of(), now, new SiteActivity.LeftAlone(), List.of(), List.of()),
        List.of(),
        GridReading.NONE,
        OutputWrites.NONE);
  }
}
