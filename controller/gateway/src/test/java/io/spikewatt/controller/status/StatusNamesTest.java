package io.spikewatt.controller.status;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.homeassistant.RecordedBroker;
import io.spikewatt.controller.report.SitePoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status, the fleet's records of a site with one device of every role. */
class StatusNamesTest {

  @TempDir private Path directory;

  private AnnouncedSite site() {
    return new AnnouncedSite(
        AnnouncedSite.yaml(directory), new RecordedBroker(), AnnouncedSite.START);
  }

  @Test
  void theStatusIsAsItWasCaptured() {
    CapturedOutlet.holds("status", CapturedOutlet.values("", status().json()));
  }

  @Test
  void whatIsUnknownIsSaidToBe() {
    String json = status("genset1", "feeder1").json();
    assertTrue(json.contains("genset unknown, "), json);
    assertTrue(json.contains("\"gensetW\":{\"unknown\":\""), json);
  }

  private SiteStatus status(String... silent) {
    try (AnnouncedSite site = site()) {
      List.of(silent).forEach(site::silence);
      site.cycle();
      return new SiteStatus(
          new SiteStatus.Daemon(
              site.site(),
              new ServiceStatus("1.2.3", "abc", site.now()),
              site.now(),
              0,
              Optional.empty()),
          Optional.of(site.cycle()),
          List.of(),
          List.of(new SiteStatus.DeviceAge("pv1", Optional.empty(), Optional.empty())),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          new SiteStatus.Outside(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              List.of(),
              Optional.empty()));
    }
  }

  @Test
  void recordedSeriesAreThoseThatWereCaptured() {
    try (AnnouncedSite site = site()) {
      CapturedOutlet.holds("fleet", SitePoints.fleetSeries(site.site()));
    }
  }
}
