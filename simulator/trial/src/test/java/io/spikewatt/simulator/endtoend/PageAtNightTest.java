package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.scenario.LiveSite;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a site at night, which then loses the grid. */
@Timeout(120)
class PageAtNightTest {

  private static final Instant NIGHT = Instant.parse("2026-06-09T20:35:00Z");

  @TempDir private Path directory = Path.of("");

  @Test
  void the_night_and_an_island_are_shown_whole_in_both_languages() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    try (LiveSite site =
            LiveSite.start(
                SiteParameters.islandable(7, 70),
                NIGHT,
                directory,
                false,
                yaml -> yaml + "page: { port: " + port + " }\n");
        SitePage page = page(site);
        Browser browser = new Browser(directory.resolve("browser"), () -> site.next())) {
      browser.open(page.address());
      browser.await("the plan", () -> browser.text("[data-test=mode]").contains("automatic"));
      PageLook.check(browser, "night");
      PageLook.picture(browser, "page-night", new PageLook.Way(true, "dark", "en"));
      PageLook.pictures(browser, "night");
      site.plant().plant().change(plant -> plant.setGridUp(false));
      browser.await("an island", () -> browser.text("[data-test=mode]").contains("islanded"));
      browser.script("document.querySelectorAll('details').forEach(one => { one.open = true; })");
      PageLook.check(browser, "island");
      browser.script("document.querySelectorAll('details').forEach(one => { one.open = false; })");
      assertTrue(browser.has("[data-node=genset1]"), browser.text(".as-table"));
      PageLook.picture(browser, "page-island", new PageLook.Way(true, "light", "en"));
      PageLook.pictures(browser, "outage");
      browser.assertNoErrors();
      assertEquals(List.of(), site.bugs());
    }
  }

  private static SitePage page(LiveSite site) {
    ServiceStatus status = ServiceStatus.of("test", site.now());
    return SitePage.start(
            site.site(),
            site.gateway()::running,
            () -> site.gateway().status(site.site(), status),
            site.gateway()::page)
        .orElseThrow();
  }
}
