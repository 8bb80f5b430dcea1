package io.spikewatt.controller.daemon;

import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.homeassistant.RecordedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status, the page's day and the fleet's records of a site with one device of every role. */
class StatusNamesTest {

  @TempDir private Path directory;

  private AnnouncedSite site() {
    return new AnnouncedSite(
        AnnouncedSite.yaml(directory), new RecordedBroker(), AnnouncedSite.START);
  }

  @Test
  void theStatusIsAsItWasCaptured() {
    try (AnnouncedSite site = site()) {
      site.cycle();
      SiteStatus status =
          new SiteStatus(
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
              new SiteStatus.Outside(Optional.empty(), Optional.empty(), Optional.empty()));
      CapturedOutlet.holds("status", CapturedOutlet.values("", status.json()));
    }
  }

  @Test
  void recordedSeriesAreThoseThatWereCaptured() {
    try (AnnouncedSite site = site()) {
      CapturedOutlet.holds("day", PageFeed.recorded(site.site()));
      CapturedOutlet.holds("fleet", FleetLoop.RECORDED);
    }
  }
}
