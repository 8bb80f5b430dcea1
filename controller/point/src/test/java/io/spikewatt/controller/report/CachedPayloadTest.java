package io.spikewatt.controller.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.fixture.CycleReports;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A payload is rendered anew when what it shows has changed, and only then. */
class CachedPayloadTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-09T10:00:00Z"));

  private int rendered;

  private String payload(CachedPayload cached, Object content, Moment at) {
    byte[] json =
        cached.of(
            content,
            writer -> {
              rendered++;
              writer.later("at").put("content", content.toString());
            },
            List.of(JsonWriter.json(at.instant())));
    return new String(json, UTF_8);
  }

  @Test
  void another_time_alone_is_filled_in_and_another_value_rendered() {
    CachedPayload cached = new CachedPayload();
    assertEquals(
        "{\"at\":\"2026-06-09T10:00:00Z\",\"content\":\"[1]\"}", payload(cached, List.of(1), NOW));
    assertEquals(
        "{\"at\":\"2026-06-09T10:00:01.500Z\",\"content\":\"[1]\"}",
        payload(cached, List.of(1), NOW.plus(Duration.ofMillis(1500))));
    assertEquals(1, rendered);
    assertEquals(
        "{\"at\":\"2026-06-09T10:00:00Z\",\"content\":\"[2]\"}", payload(cached, List.of(2), NOW));
    assertEquals(2, rendered);
  }

  private static CycleReport report() {
    DemoSite site = DemoSite.usual();
    DemoPlant plant = new DemoPlant(site);
    plant.run(20);
    return CycleReports.of(plant, new CommandGate(site.outputs(), List.of()));
  }

  /** The report with another reading of the grid's power. */
  private static CycleReport with(CycleReport report, double gridW, Moment at) {
    return new CycleReport(
        report.snapshot(),
        report.state().withGrid(new Estimate.Known(gridW, Estimate.How.MEASURED, at)),
        report.mode(),
        report.limits(),
        report.dispatch(),
        report.verdicts(),
        report.grid(),
        report.outputs());
  }

  @Test
  void the_fields_of_two_moments_are_equal_until_a_point_changes() {
    CycleReport one = with(report(), 500, NOW);
    CycleReport later = with(one, 500.0001, NOW.plus(Duration.ofSeconds(1)));
    assertNotEquals(one, later);
    assertEquals(StateFields.of(one, List.of()), StateFields.of(later, List.of()));
    CycleReport another = with(one, 501, NOW);
    assertNotEquals(StateFields.of(one, List.of()), StateFields.of(another, List.of()));
    assertNotEquals(StateFields.of(one, List.of()), StateFields.of(one, List.of("an alarm")));
  }

  @Test
  void what_is_cached_is_what_is_rendered() {
    CachedPayload cached = new CachedPayload();
    CycleReport one = report();
    for (CycleReport report : List.of(one, with(one, 500, NOW), one)) {
      assertEquals(
          new String(
              JsonWriter.object(writer -> Payloads.state(writer, report, List.of("a"))), UTF_8),
          new String(Payloads.state(cached, report, List.of("a")), UTF_8));
    }
  }

  @Test
  void ages_are_those_of_the_moment() {
    CachedPayload cached = new CachedPayload();
    Sample sample = new Sample.Good(new Signal("pv1", Quantity.POWER_W), 7, NOW);
    for (int second : new int[] {0, 3}) {
      Moment at = NOW.plus(Duration.ofSeconds(second));
      assertEquals(
          "{\"at\":\"%s\",\"signals\":{\"power_w\":{\"value\":7,\"quality\":\"good\",\"ageMs\":%d}}}"
              .formatted(at.instant(), second * 1000),
          new String(Payloads.telemetry(cached, at, List.of(sample), List.of()), UTF_8));
    }
  }
}
