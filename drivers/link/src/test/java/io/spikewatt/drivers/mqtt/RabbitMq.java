package io.spikewatt.drivers.mqtt;

import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * RabbitMQ with its MQTT plugin in a directory of its own, all of it on loopback. It takes many
 * seconds to start, so its tests are skipped unless {@code bench/rabbitmq} asks for them.
 */
final class RabbitMq implements MqttBroker {
  private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
  private static final Path NAME_SERVICE = Path.of("/usr/bin/epmd");
  private static final Duration START = Duration.ofSeconds(90);

  private final Path directory;
  private final int port = freePort();
  private final int distribution = freePort();
  private final int names = freePort();
  private @Nullable Process process;

  RabbitMq(Path directory) throws IOException {
    Assumptions.assumeTrue(
        System.getenv("SPIKEWATT_RABBITMQ") != null && Files.isExecutable(PROGRAM),
        "SKIPPED: takes minutes, see bench/rabbitmq");
    this.directory = directory;
    Files.write(
        directory.resolve("rabbitmq.conf"),
        List.of(
            "listeners.tcp = none",
            "mqtt.listeners.tcp.1 = 127.0.0.1:" + port,
            "mqtt.allow_anonymous = true",
            "anonymous_login_user = guest",
            "anonymous_login_pass = guest",
            "log.file.level = warning"));
    Files.writeString(directory.resolve("plugins"), "[rabbitmq_mqtt].\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public int port() {
    return port;
  }

  /** Starts it, unless it runs. */
  @Override
  public void start() throws IOException {
    if (process != null && process.isAlive()) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("RABBITMQ_NODENAME", "test" + port + "@localhost");
    builder.environment().put("RABBITMQ_DIST_PORT", Integer.toString(distribution));
    builder.environment().put("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString());
    builder.environment().put("RABBITMQ_LOG_BASE", directory.resolve("log").toString());
    builder
        .environment()
        .put("RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString());
    builder
        .environment()
        .put("RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("plugins").toString());
    builder
        .environment()
        .put(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}");
    // Each test has a name service of its own, which ends with it.
    builder.environment().put("ERL_EPMD_PORT", Integer.toString(names));
    builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
    process =
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile()).start();
    Await.within(START, "rabbitmq takes a client", this::takesAClient);
  }

  private boolean takesAClient() {
    try (MqttAsyncClient client =
        new MqttAsyncClient("tcp://127.0.0.1:" + port, "starting", new MemoryPersistence())) {
      client.connect().waitForCompletion(2_000);
      client.disconnectForcibly(0, 500);
      return true;
    } catch (MqttException notYet) {
      return false;
    }
  }

  @Override
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      List<ProcessHandle> all = running.descendants().toList();
      running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      for (ProcessHandle one : all) {
        one.destroyForcibly();
        one.onExit().orTimeout(10, TimeUnit.SECONDS).join();
      }
    }
  }

  /** The next test uses it, too. */
  @Override
  public void close() {}

  void end() throws IOException, InterruptedException {
    kill();
    // It has detached itself, and nobody else uses its port.
    new ProcessBuilder(NAME_SERVICE.toString(), "-port", "" + names, "-kill")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor(10, TimeUnit.SECONDS);
  }
}
