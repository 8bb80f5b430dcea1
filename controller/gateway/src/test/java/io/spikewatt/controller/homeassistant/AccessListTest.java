package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.SourceCheckout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The access list of the page on rights, at a broker that keeps it. */
class AccessListTest {

  private static final Path PAGE = SourceCheckout.file("docs/command-rights.md");
  private static final String COMMAND = "spikewatt/home/command/from/home-assistant/limit-import";

  @TempDir private Path directory;

  @Test
  @Timeout(120)
  void homeAssistantReadsEverythingAndGivesItsCommandsAndForgesNothing() throws Exception {
    List<String> access = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("    user ") || (!access.isEmpty() && line.startsWith("    topic "))) {
        access.add(line.strip());
      }
    }
    assertTrue(access.contains("user gateway") && access.contains("user home-assistant"));
    try (BrokerProcess broker = BrokerProcess.start(directory, access)) {
      Path password = Files.writeString(directory.resolve("password"), "gateway");
      String yaml =
          AnnouncedSite.yaml(directory.resolve("state"))
              .replace("tcp://127.0.0.1:1883", "tcp://127.0.0.1:" + broker.port())
              .replace(
                  "commands: all",
                  "user: gateway, password-file: \"%s\", commands: none, senders: [{ name: home-assistant, commands: limit-import }]"
                      .formatted(password));
      ServiceStatus status = ServiceStatus.of("hash", new Moment(0, AnnouncedSite.START));
      try (MessagePort port = BrokerConnection.connect(AnnouncedSite.load(yaml), status);
          AnnouncedSite site = new AnnouncedSite(yaml, port, AnnouncedSite.START)) {
        BrokerProcess.await("connected", port::connected);
        site.seconds(40);
        BrokerProcess.await(
            "everything is told", () -> broker.retained().containsKey("spikewatt/home/energy"));
        Map<String, String> told = broker.retained();
        assertEquals(16, told.keySet().stream().filter(t -> t.endsWith("/config")).count());
        assertTrue(
            Json.at(told, "homeassistant/device/spikewatt_home/config").contains(COMMAND),
            "its topic");

        // Nobody but the gateway may say what is.
        broker.publishRetained("spikewatt/home/energy", "forged");
        broker.publishRetained("spikewatt/home/command/limit-import", "forged");
        broker.publish("homeassistant/status", "online");
        broker.publish(
            COMMAND,
            "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":2500}"
                .formatted(site.now().instant()));
        int[] cycles = {0};
        BrokerProcess.await(
            "the command is in force, and the birth is answered",
            () -> {
              if (cycles[0]++ < 30) {
                site.seconds(1);
              }
              return broker
                      .retained()
                      .getOrDefault("spikewatt/home/in-force", "")
                      .contains("\"limit-import\":{\"value\":2500")
                  && configs(broker) == 32;
            });
        assertFalse(broker.retained().containsValue("forged"), "forged");
      }
    }
  }

  private static long configs(BrokerProcess broker) throws RuntimeException {
    return broker.heard().stream()
        .filter(line -> line.split(" ", 3)[1].endsWith("/config"))
        .count();
  }
}
