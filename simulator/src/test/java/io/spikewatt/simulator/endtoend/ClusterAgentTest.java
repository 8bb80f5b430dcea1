package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import io.spikewatt.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real agent holds budgets on the simulated cluster, over the site's broker. */
@Timeout(60)
class ClusterAgentTest {

  private static final double SPEED = 20;
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void a_budget_is_held_while_it_is_renewed_and_lapses_after() throws Exception {
    try (PacedClock clock = new PacedClock(Instant.parse("2026-06-03T10:00:00Z"), SPEED, GRACE);
        SimulatedSite site =
            new SimulatedSite(
                SiteParameters.demo(7).withAgent(),
                clock,
                new PlainContacts(),
                0,
                Duration.ofSeconds(10),
                50)) {
      site.start();
      site.startAgent(directory, Duration.ofSeconds(1));
      String url = "tcp://127.0.0.1:" + site.port(ServerName.BROKER);
      try (Subscriber gateway = new Subscriber(url, "cluster1/#")) {
        clock.start();
        Await.until(
            "the budget is drawn", () -> renewed(gateway) && Math.abs(drawnW(site) - 1_400) < 20);
        Await.until(
            "its work is told", () -> renewed(gateway) && gateway.hears(ClusterAgentTest::isWork));
        Await.until("it lapses", () -> drawnW(site) < 505);
        assertEquals(500, drawnW(site), 5);
      }
    }
  }

  private static boolean isWork(Subscriber.Heard heard) {
    return heard.topic().equals("cluster1/state")
        && heard.payload().contains("\"work_per_s\"")
        && heard.payload().contains("\"jobs\":1");
  }

  private static boolean renewed(Subscriber gateway) {
    try {
      gateway.publish("cluster1/set", "{\"power_limit_w\": 1400}", false);
      return true;
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double drawnW(SimulatedSite site) {
    return -site.truth().powers().computeW();
  }
}
