package io.spikewatt.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerServerTest {

  private final BrokerServer broker = new BrokerServer(0);

  @AfterEach
  void stop() {
    broker.stop();
  }

  @Test
  void pahoSubscribesAndPublishes() throws Exception {
    broker.start();
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (MqttAsyncClient client = connect("one")) {
      client
          .subscribe("spikewatt/#", 1, (topic, message) -> seen.add(topic + "=" + text(message)))
          .waitForCompletion(5_000);
      client
          .publish("spikewatt/demo/state", new MqttMessage("{}".getBytes(StandardCharsets.UTF_8)))
          .waitForCompletion(5_000);
      assertEquals("spikewatt/demo/state={}", seen.poll(5, TimeUnit.SECONDS));
      client.disconnect().waitForCompletion(5_000);
    }
  }

  @Test
  void mosquittoSeesARetainedMessage() throws Exception {
    Tool.need("/usr/bin/mosquitto_sub");
    broker.start();
    String port = Integer.toString(broker.port());
    Tool.run(
        "/usr/bin/mosquitto_pub",
        "-h",
        "127.0.0.1",
        "-p",
        port,
        "-t",
        "a/b",
        "-m",
        "kept",
        "-r",
        "-q",
        "1");
    String seen =
        Tool.run(
            "/usr/bin/mosquitto_sub",
            "-h",
            "127.0.0.1",
            "-p",
            port,
            "-t",
            "a/#",
            "-C",
            "1",
            "-W",
            "10");
    assertEquals("kept", seen.strip());
  }

  @Test
  void aPortThatIsTakenIsToldByItsNumber() throws Exception {
    broker.start();
    IOException refused =
        assertThrows(IOException.class, () -> new BrokerServer(broker.port()).start());
    String told = String.valueOf(refused.getMessage());
    assertTrue(told.startsWith("port " + broker.port() + " on 127.0.0.1: "), told);
  }

  @Test
  void itComesBackOnItsPortAgainAndAgain() throws Exception {
    broker.start();
    int port = broker.port();
    for (int round = 0; round < Tool.RESTARTS; round++) {
      broker.stop();
      assertThrows(MqttException.class, () -> connect("refused"));
      broker.start();
      assertEquals(port, broker.port());
      try (MqttAsyncClient client = connect("again")) {
        assertTrue(client.isConnected());
        client.disconnect().waitForCompletion(5_000);
      }
    }
  }

  private MqttAsyncClient connect(String id) throws MqttException {
    MqttAsyncClient client =
        new MqttAsyncClient("tcp://127.0.0.1:" + broker.port(), id, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setConnectionTimeout(5);
    client.connect(options).waitForCompletion(5_000);
    return client;
  }

  private static String text(MqttMessage message) {
    return new String(message.getPayload(), StandardCharsets.UTF_8);
  }
}
