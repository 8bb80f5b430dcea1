package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosquittoLinkTest extends MqttLinkContract {

  @TempDir Path directory;

  @Override
  MqttBroker makeBroker() throws IOException {
    return new Mosquitto(directory);
  }

  @Override
  MqttVersion version() {
    return MqttVersion.V5;
  }

  @Test
  void aGatewayThatVanishesIsDeclaredOfflineByTheBroker() throws Exception {
    link.close();
    try (Watcher watcher = new Watcher("spikewatt/test/status");
        Relay relay = Relay.to(broker.port())) {
      link = link("tcp://127.0.0.1:" + relay.port(), "vanishing");
      watcher.awaitText("spikewatt/test/status", "online");
      watcher.seen.clear();
      // No DISCONNECT reaches the broker.
      relay.cut();
      watcher.awaitText("spikewatt/test/status", "offline");
    }
  }

  @Test
  void anotherClientWithOurNameMakesUsWaitLongerAndLonger() {
    try (MqttLink twin = link("gateway")) {
      Await.until("the twin was connected", twin::connected);
      Await.until("we came back", link::connected);
      assertTrue(mqttThreads() < 20);
    }
  }
}
