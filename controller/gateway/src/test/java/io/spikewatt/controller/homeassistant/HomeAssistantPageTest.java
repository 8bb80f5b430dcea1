package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page for people, followed word for word. */
class HomeAssistantPageTest {

  private static final Path PAGE = SourceCheckout.file("docs/home-assistant.md");
  private static final Pattern ENTITY =
      Pattern.compile("\\b(sensor|binary_sensor|number|select|text|button)\\.[a-z0-9_]+");

  @TempDir private Path directory;

  @Test
  void everyEntityThatThePageNamesIsAnnouncedWithThePagesConfiguration() throws IOException {
    String plc = "profile: plc-compute\n    connection: *plc";
    String yaml = yaml(block("mqtt:"), "tcp://127.0.0.1:1883");
    assertTrue(yaml.contains(plc), yaml);
    String agent = yaml.replace(plc, "profile: mqtt-compute\n    connection: { mqtt: hpc }");
    RecordedBroker broker = new RecordedBroker();
    Set<String> announced;
    try (AnnouncedSite site = new AnnouncedSite(agent, broker, AnnouncedSite.START)) {
      site.reads("compute1", Quantity.JOBS, 2).reads("compute1", Quantity.WORK_PER_S, 5);
      site.seconds(90);
      announced = DiscoveryRulesTest.entities(RecordedBroker.newest(broker.take())).keySet();
    }
    Set<String> named = new TreeSet<>();
    Matcher entity = ENTITY.matcher(Files.readString(PAGE));
    while (entity.find()) {
      if (!entity.group().equals("number.set_value")) {
        named.add(entity.group());
      }
    }
    assertTrue(named.size() > 20, named.toString());
    named.removeAll(announced);
    assertEquals(Set.of(), named, "named and not announced");
  }

  @Test
  @Timeout(120)
  void theShellLinesDoWhatThePageSays() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String yaml = yaml(block("mqtt:"), "tcp://127.0.0.1:" + broker.port());
      Moment now = new SystemClock().now();
      ServiceStatus status = ServiceStatus.of("hash", now);
      try (MessagePort port = BrokerConnection.connect(AnnouncedSite.load(yaml), status);
          AnnouncedSite site = new AnnouncedSite(yaml, port, now.instant())) {
        BrokerProcess.await("connected", port::connected);
        site.seconds(1);
        BrokerProcess.await("announced", () -> broker.retained().size() > 20);
        String listed = shell(broker, block("mosquitto_sub -h 127.0.0.1 -t 'homeassistant"));
        assertTrue(
            listed.contains("homeassistant/device/spikewatt_home/config\n")
                && listed.contains("homeassistant/device/spikewatt_home_pv1/config\n"),
            listed);
        Process given = start(broker, block("now=$(date"));
        // Its clock must not run ahead of that of the shell.
        while (given.isAlive()) {
          site.cycleAfter(Duration.ofMillis(20));
          LockSupport.parkNanos(20_000_000);
        }
        String inForce = new String(given.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        BrokerProcess.await(
            "the command is in force",
            () -> {
              site.cycleAfter(Duration.ofMillis(20));
              return broker
                  .retained()
                  .getOrDefault("spikewatt/home/in-force", "")
                  .contains("\"limit-import\":{\"value\":2500");
            });
        assertTrue(inForce.contains("\"commands\":{"), inForce);
      }
    }
  }

  /** The page's section mqtt in a whole site, with another broker. */
  private String yaml(String mqtt, String broker) {
    String section = mqtt.replace("tcp://127.0.0.1:1883", broker);
    assertTrue(section.contains(broker), mqtt);
    String whole = AnnouncedSite.yaml(directory.resolve("state"));
    int from = whole.indexOf("mqtt:");
    int to = whole.indexOf('\n', from) + 1;
    return whole.substring(0, from) + section + whole.substring(to);
  }

  private static String block(String begin) throws IOException {
    return CopiedLines.block(PAGE, begin);
  }

  private static Process start(BrokerProcess broker, String lines) throws IOException {
    String ported = lines.replace("-h 127.0.0.1", "-h 127.0.0.1 -p " + broker.port());
    return new ProcessBuilder("/bin/sh", "-ec", ported).redirectErrorStream(true).start();
  }

  private static String shell(BrokerProcess broker, String lines) throws Exception {
    Process process = start(broker, lines);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return output;
  }
}
