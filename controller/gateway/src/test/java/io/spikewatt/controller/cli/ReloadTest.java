package io.spikewatt.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.broker.SparkplugHost;
import io.spikewatt.testkit.MosquittoServer;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reloads of a whole daemon that is seen by Home Assistant and by a Sparkplug host. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadTest {

  private static final String ROOT = "spikewatt/edge/";
  private static final Pattern STARTED = Pattern.compile("\"startedAt\":\"([^\"]+)\"");

  @TempDir Path directory;

  private final @Nullable UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  /** What the broker keeps, by topic. */
  private final Map<String, String> retained = new ConcurrentHashMap<>();

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private MosquittoServer broker;
  private SparkplugHost host;
  private MqttAsyncClient client;
  private int requests;

  @BeforeEach
  void start() throws Exception {
    broker = new MosquittoServer(directory);
    host = new SparkplugHost(broker.port());
    client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + broker.port(), "reload-test", new MemoryPersistence());
    client.connect().waitForCompletion(5_000);
    for (String filter : List.of("homeassistant/#", ROOT + "#")) {
      client
          .subscribe(
              filter,
              1,
              (topic, message) -> {
                String text = new String(message.getPayload(), StandardCharsets.UTF_8);
                if (text.isEmpty()) {
                  retained.remove(topic);
                } else {
                  retained.put(topic, text);
                }
              })
          .waitForCompletion(5_000);
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (!Thread.getDefaultUncaughtExceptionHandler().equals(before)) {
      // A daemon without a service manager ends by a signal only, or by a bug.
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                throw new IllegalStateException("made for this test");
              });
      end.get(60, TimeUnit.SECONDS);
    }
    Thread.setDefaultUncaughtExceptionHandler(before);
    client.disconnectForcibly(0, 1_000, false);
    client.close(true);
    host.close();
    broker.close();
  }

  /**
   * @param computes ids of the compute clusters
   */
  private Path site(int exportW, String... computes) throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            """
            site: { name: edge, timezone: UTC }
            grid: { import-limit-w: 11000, export-limit-w: %d }
            tariff: { currency: EUR, import-per-kwh: 0.3 }
            mqtt:
              broker: "tcp://127.0.0.1:%d"
              client-id: reloaded
              commands: all
              home-assistant: true
              sparkplug: { group: Plant }
            storage: { directory: state }
            devices:
              - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
            """
                .formatted(exportW, broker.port()));
    for (String id : computes) {
      yaml.append(
          """
            - id: %s
              profile: mqtt-compute
              connection: { mqtt: %s }
              compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
          """
              .formatted(id, id));
    }
    return Files.writeString(directory.resolve("site.yaml"), yaml.toString());
  }

  private void run(Path file) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              Main.run(List.of("run", "--config", file.toString()), System.out, System.err);
              end.complete(null);
            });
  }

  private void publish(String topic, String text) {
    try {
      client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 0, false);
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The field goes on publishing until the condition holds. */
  private void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "not within 40 s: " + what + " " + retained);
      publish("meter/power", "1234");
      publish("meter/import", "5000");
      publish("meter/export", "400");
      for (String id : List.of("hpc", "cluster", "more")) {
        publish(id + "/state", "{\"power_w\": 900, \"power_limit_w\": 3000}");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void reload() {
    String result = ROOT + "command/reload/result";
    retained.remove(result);
    publish(
        ROOT + "command/reload",
        "{\"id\":\"r%d\",\"issuedAt\":\"%s\",\"validForS\":30,\"value\":true}"
            .formatted(++requests, Instant.now()));
    until("an answer", () -> retained.containsKey(result));
    String answer = retained.getOrDefault(result, "");
    assertTrue(answer.contains("\"accepted\":true"), answer);
  }

  /** Ids of devices that Home Assistant knows, without the site's own. */
  private Set<String> announced() {
    Set<String> ids = new TreeSet<>();
    retained.forEach(
        (topic, text) -> {
          if (topic.startsWith("homeassistant/device/") && topic.endsWith("/config")) {
            Matcher name = Pattern.compile("\"name\":\"([^\"]*)\"").matcher(text);
            assertTrue(name.find(), text);
            ids.add(name.group(1));
          }
        });
    return ids;
  }

  /** Entities by their unique id, which may occur once. */
  private Map<String, String> entities() {
    Map<String, String> found = new TreeMap<>();
    retained.forEach(
        (topic, text) -> {
          if (topic.startsWith("homeassistant/")) {
            Matcher id = Pattern.compile("\"unique_id\":\"([^\"]*)\"").matcher(text);
            while (id.find()) {
              String before = found.put(id.group(1), topic);
              assertTrue(before == null, () -> "twice: " + id.group(1));
            }
          }
        });
    return found;
  }

  private boolean knows(String device) {
    return entities().keySet().stream().anyMatch(id -> id.contains(device));
  }

  private String startedAt() {
    Matcher found = STARTED.matcher(retained.getOrDefault(ROOT + "status", ""));
    return found.find() ? found.group(1) : "";
  }

  private List<String> born() {
    List<String> kinds = new ArrayList<>(host.kinds());
    kinds.removeIf(kind -> !kind.contains("BIRTH") && !kind.contains("DEATH"));
    return kinds;
  }

  @Test
  void a_new_limit_keeps_every_connection_and_every_entity() throws Exception {
    run(site(4000, "hpc"));
    until("births", () -> host.last("DBIRTH", "hpc").isPresent());
    until("entities", () -> knows("hpc"));
    Set<String> entities = entities().keySet();
    Set<String> devices = announced();
    String started = startedAt();
    assertFalse(started.isEmpty());
    long limit =
        host.last("NBIRTH").orElseThrow().metric("Control/Export Limit W").orElseThrow().getAlias();
    host.forget();
    site(3000, "hpc");
    reload();
    until(
        "the limit",
        () ->
            host.last("NDATA").flatMap(data -> data.metric(limit)).isPresent()
                && retained.getOrDefault(ROOT + "state", "").contains("\"exportW\":3000"));
    assertEquals(3000.0, host.last("NDATA").orElseThrow().metric(limit).orElseThrow().getValue());
    assertEquals(List.of(), born(), "the session goes on");
    assertEquals(entities, entities().keySet());
    assertEquals(devices, announced());
    assertEquals(started, startedAt());
  }

  @Test
  void devices_that_are_renamed_added_and_removed_leave_no_twin() throws Exception {
    run(site(4000, "hpc"));
    until("births", () -> host.last("DBIRTH", "hpc").isPresent());
    until("entities", () -> knows("hpc"));
    String started = startedAt();
    int devices = announced().size();
    int entities = entities().size();

    host.forget();
    site(4000, "cluster");
    reload();
    until("the new one", () -> host.last("DBIRTH", "cluster").isPresent() && knows("cluster"));
    until("the old one to go", () -> !knows("hpc"));
    assertEquals(devices, announced().size());
    assertEquals(entities, entities().size());
    assertEquals("NDEATH", born().getFirst(), "the old session ends in order");
    assertFalse(born().contains("DBIRTH hpc"), () -> "" + born());
    assertEquals(1, host.last("NBIRTH").orElseThrow().bdSeq());

    host.forget();
    site(4000, "cluster", "more");
    reload();
    until("one more", () -> host.last("DBIRTH", "more").isPresent() && knows("more"));
    until("both", () -> host.last("DBIRTH", "cluster").isPresent());
    assertEquals(devices + 1, announced().size());

    host.forget();
    site(4000, "cluster");
    reload();
    until("one less", () -> host.last("DBIRTH", "cluster").isPresent() && !knows("more"));
    assertFalse(born().contains("DBIRTH more"), () -> "" + born());
    assertEquals(devices, announced().size());
    assertEquals(entities, entities().size());
    assertEquals(3, host.last("NBIRTH").orElseThrow().bdSeq());
    assertFalse(end.isDone(), "the same process");
    assertFalse(started.isEmpty());
  }
}
