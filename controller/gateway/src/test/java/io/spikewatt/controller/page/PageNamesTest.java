package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.homeassistant.RecordedBroker;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.SiteStatus.DeviceAge;
import io.spikewatt.controller.status.SiteStatus.Health;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's state and the metrics of a site with one device of every role. */
class PageNamesTest {

  private static final List<Language> LANGUAGES = Language.all();

  @TempDir private Path directory;

  private SiteReading reading(String... silent) {
    try (AnnouncedSite site =
        new AnnouncedSite(
            AnnouncedSite.yaml(directory), new RecordedBroker(), AnnouncedSite.START)) {
      List.of(silent).forEach(site::silence);
      site.cycle();
      CycleReport report = site.cycle();
      Moment now = report.snapshot().at();
      return new SiteReading(
          new SiteStatus.Daemon(
              site.site(), new ServiceStatus("1.2.3", "", now), now, 0, Optional.empty()),
          Health.WELL,
          Optional.of(report),
          Map.of(),
          List.of(
              new DeviceAge(
                  "pv1", Optional.of(now.plus(Duration.ofSeconds(-1))), Optional.empty())),
          Optional.empty(),
          ActiveCommands.NONE,
          Optional.empty());
    }
  }

  @Test
  void thePagesKeysAreThoseThatWereCaptured() {
    String state = new String(StateDocument.of(reading(), LANGUAGES), UTF_8);
    CapturedOutlet.holds("page", CapturedOutlet.values("", state));
    CapturedOutlet.holds("day", PageFeed.recorded(reading().site()));
  }

  @Test
  void whatIsUnknownIsSaidToBeAndHasNoMetric() {
    SiteReading reading = reading("genset1", "feeder1");
    String state = new String(StateDocument.of(reading, LANGUAGES), UTF_8);
    assertTrue(state.contains("{\"id\":\"genset1\",\"kind\":\"genset\",\"unknown\":\""), state);
    assertTrue(state.contains("\"gensetW\":{\"unknown\":\""), state);
    String metrics = new String(OpenMetrics.of(reading, OpenMetrics.Format.OPEN_METRICS), UTF_8);
    assertFalse(metrics.contains("power_watts{device=\"genset1\""), metrics);
    assertTrue(metrics.contains("power_watts{device=\"pv1\""), metrics);
  }

  @Test
  void whatTheBalanceSaysOfADeviceThatFailsIsNotShownAsItsOwn() {
    String state = new String(StateDocument.of(reading("battery1"), LANGUAGES), UTF_8);
    assertTrue(
        state.contains(
            "{\"id\":\"battery1\",\"kind\":\"battery\",\"unknown\":\"not read\",\"balanceW\":"),
        state);
    assertFalse(state.contains("\"restW\":0}"), state);
  }

  @Test
  void requestsInForceSayWhoUntilWhenAndWhichCounts() {
    Instant until = Instant.parse("2026-06-15T12:00:00Z");
    ActiveCommand own =
        new ActiveCommand(new SiteCommand.LimitExport(1500), "a", "page", Optional.of(until));
    ActiveCommand other =
        new ActiveCommand(new SiteCommand.LimitExport(3000), "b", "hems", Optional.of(until));
    SiteReading reading = reading();
    SiteReading asked =
        new SiteReading(
            reading.daemon(),
            reading.health(),
            reading.report(),
            reading.alarms(),
            reading.devices(),
            Optional.empty(),
            new ActiveCommands(List.of(own, other)),
            Optional.of(until));
    String state = new String(StateDocument.of(asked, LANGUAGES), UTF_8);
    String form =
        """
        {"key":"limit-export","word":"limit-export","device":"","sender":"%s","mine":%s,\
        "counts":%s,"value":%d,"until":"2026-06-15T12:00:00Z"}\
        """;
    assertTrue(state.contains(form.formatted("page", true, true, 1500)), state);
    assertTrue(state.contains(form.formatted("hems", false, false, 3000)), state);
    assertTrue(state.contains("\"firstPlan\":\"2026-06-15T12:00:00Z\""), state);
  }

  @Test
  void metricNamesAreThoseThatWereCaptured() {
    String text = new String(OpenMetrics.of(reading(), OpenMetrics.Format.OPEN_METRICS), UTF_8);
    CapturedOutlet.holds("metrics", text.lines().toList());
  }
}
