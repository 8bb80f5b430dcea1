package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

/** The page of a site that has no battery. */
@Timeout(120)
class PageWithoutBatteryTest {

  private static final Instant NOON = Instant.parse("2026-06-09T09:35:00Z");

  @TempDir private Path directory = Path.of("");

  private static String withoutBattery(String yaml, int port) {
    return yaml.replaceFirst("(?s)- id: battery1.*?(?=- id: meter1)", "")
        + "page: { port: "
        + port
        + " }\n";
  }

  @Test
  void no_battery_is_shown_and_no_money_is_claimed_for_one() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    try (LiveSite site =
            LiveSite.start(
                SiteParameters.demo(7),
                NOON,
                directory,
                false,
                yaml -> withoutBattery(yaml, port));
        SitePage page = page(site);
        Browser browser = new Browser(directory.resolve("browser"), () -> site.next())) {
      browser.open(page.address());
      browser.await("the plan", () -> browser.text("[data-test=mode]").contains("automatic"));
      browser.await("the day", () -> browser.has("[aria-labelledby=today] canvas"));
      assertFalse(browser.has(".node.battery"));
      assertFalse(browser.text(".today .key").contains("Battery"), browser.text(".today .key"));
      assertEquals("", browser.text("[data-test=money]"));
      PageLook.check(browser, "no battery");
      PageLook.pictures(browser, "no-battery");
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
