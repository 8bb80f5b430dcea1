package io.spikewatt.fleet.testing;

import io.spikewatt.testkit.LoopbackPorts;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.stream.BrokerDefinitions;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nodes of RabbitMQ on loopback, in a directory of their own: with mutual TLS, where a user is the
 * common name of a certificate, or open to all. They take many seconds to start.
 */
public final class RabbitCluster implements AutoCloseable {

  private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
  private static final Path NAME_SERVICE = Path.of("/usr/bin/epmd");
  private static final Duration START = Duration.ofMinutes(4);

  private final Path directory;
  private final boolean encrypted;
  private final int names = LoopbackPorts.freePort();
  private final List<Node> nodes = new ArrayList<>();

  /** One node. */
  private static final class Node {
    final String name;
    final int mqtt;
    final int amqp;
    final int distribution;
    Optional<Process> process = Optional.empty();

    Node(int number) throws IOException {
      name = "fleet" + number + "@localhost";
      mqtt = LoopbackPorts.freePort();
      amqp = LoopbackPorts.freePort();
      distribution = LoopbackPorts.freePort();
    }
  }

  private RabbitCluster(Path directory, boolean encrypted) throws IOException {
    this.directory = directory;
    this.encrypted = encrypted;
  }

  /** Whether Debian's programs are there. */
  public static boolean installed() {
    return Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"))
        && Files.isExecutable(NAME_SERVICE);
  }

  /**
   * Starts nodes without TLS, open to every client.
   *
   * @param directory empty
   */
  public static RabbitCluster open(Path directory, int count) throws IOException {
    RabbitCluster cluster = new RabbitCluster(directory, false);
    cluster.startAll(count);
    return cluster;
  }

  /**
   * Starts nodes that form a cluster; they take clients when this returns.
   *
   * @param directory empty
   * @param gateways names of the certificates that may come
   */
  public static RabbitCluster start(
      Path directory,
      int count,
      CertificateAuthority authority,
      BrokerDefinitions definitions,
      List<String> gateways)
      throws IOException, GeneralSecurityException {
    RabbitCluster cluster = new RabbitCluster(directory, true);
    authority.write(directory.resolve("authority.crt"));
    CertificateAuthority.write(
        authority.loopbackBroker(), directory.resolve("node.crt"), directory.resolve("node.key"));
    Files.writeString(directory.resolve("definitions.json"), definitions.json(gateways));
    cluster.startAll(count);
    return cluster;
  }

  private void startAll(int count) throws IOException {
    Files.writeString(
        directory.resolve("plugins"), "[rabbitmq_mqtt,rabbitmq_auth_mechanism_ssl].\n");
    for (int i = 1; i <= count; i++) {
      nodes.add(new Node(i));
    }
    try {
      for (Node node : nodes) {
        Files.write(file(node, "conf"), settings(node));
        start(node);
      }
      for (Node node : nodes) {
        awaitNode(node);
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private List<String> settings(Node node) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "cluster_partition_handling = pause_minority",
                "cluster_formation.peer_discovery_backend = classic_config",
                "vm_memory_high_watermark.absolute = 4GB",
                "disk_free_limit.absolute = 100MB",
                "log.file.level = warning"));
    lines.addAll(encrypted ? withCertificates(node) : withoutCertificates(node));
    for (int i = 0; i < nodes.size(); i++) {
      lines.add(
          "cluster_formation.classic_config.nodes.%d = %s".formatted(i + 1, nodes.get(i).name));
    }
    return lines;
  }

  private List<String> withCertificates(Node node) {
    return List.of(
        "listeners.tcp = none",
        "listeners.ssl.1 = 127.0.0.1:" + node.amqp,
        "mqtt.listeners.tcp = none",
        "mqtt.listeners.ssl.1 = 127.0.0.1:" + node.mqtt,
        "ssl_options.cacertfile = " + directory.resolve("authority.crt"),
        "ssl_options.certfile = " + directory.resolve("node.crt"),
        "ssl_options.keyfile = " + directory.resolve("node.key"),
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = true",
        "ssl_cert_login_from = common_name",
        "mqtt.ssl_cert_login = true",
        "mqtt.allow_anonymous = false",
        "auth_mechanisms.1 = EXTERNAL",
        "load_definitions = " + directory.resolve("definitions.json"));
  }

  private static List<String> withoutCertificates(Node node) {
    return List.of(
        "listeners.tcp.1 = 127.0.0.1:" + node.amqp,
        "mqtt.listeners.tcp.1 = 127.0.0.1:" + node.mqtt,
        "mqtt.allow_anonymous = true",
        "anonymous_login_user = guest",
        "anonymous_login_pass = guest");
  }

  private Path file(Node node, String end) {
    return directory.resolve(node.name.replaceFirst("@.*", "." + end));
  }

  private void start(Node node) throws IOException {
    ProcessBuilder builder = program("rabbitmq-server");
    builder.environment().put("RABBITMQ_NODENAME", node.name);
    builder.environment().put("RABBITMQ_DIST_PORT", Integer.toString(node.distribution));
    builder.environment().put("RABBITMQ_CONFIG_FILE", file(node, "conf").toString());
    builder
        .environment()
        .put(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}");
    node.process =
        Optional.of(
            builder.redirectErrorStream(true).redirectOutput(file(node, "out").toFile()).start());
  }

  private ProcessBuilder program(String name) {
    ProcessBuilder builder = new ProcessBuilder(PROGRAMS.resolve(name).toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString());
    builder.environment().put("RABBITMQ_LOG_BASE", directory.resolve("log").toString());
    builder
        .environment()
        .put("RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("plugins").toString());
    builder.environment().put("ERL_EPMD_PORT", Integer.toString(names));
    builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
    return builder;
  }

  private void awaitNode(Node node) {
    Await.within(
        START,
        node.name + " takes clients, see " + file(node, "out"),
        () -> LoopbackPorts.listens(node.mqtt) && LoopbackPorts.listens(node.amqp));
  }

  /** Addresses of all nodes, for a configuration's {@code broker}. */
  public String brokers() {
    return nodes.stream()
        .map(node -> (encrypted ? "ssl" : "tcp") + "://127.0.0.1:" + node.mqtt)
        .collect(Collectors.joining(","));
  }

  /** Address of a stream, at all nodes. */
  public String stream(String name) {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.amqp)
        .collect(Collectors.joining(",", encrypted ? "amqps://" : "amqp://", "/" + name));
  }

  /** Kills a node as {@code kill -9} does. */
  public void kill(int number) throws InterruptedException {
    Process running = nodes.get(number).process.orElseThrow();
    List<ProcessHandle> all = running.descendants().toList();
    running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    for (ProcessHandle one : all) {
      one.destroyForcibly();
      one.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    nodes.get(number).process = Optional.empty();
  }

  /** Starts a node that was killed; it takes clients when this returns. */
  public void startAgain(int number) throws IOException {
    start(nodes.get(number));
    awaitNode(nodes.get(number));
  }

  /** Number of the node that leads a queue or stream. */
  public int leader(String queue) throws IOException {
    String listed = control("list_queues", "--quiet", "name", "leader");
    for (int i = 0; i < nodes.size(); i++) {
      String name = nodes.get(i).name;
      if (listed.lines().anyMatch(line -> line.startsWith(queue) && line.endsWith(name))) {
        return i;
      }
    }
    throw new IOException("no leader of " + queue + " in: " + listed);
  }

  /** Output of {@code rabbitmqctl} at the first node that runs. */
  public String control(String... arguments) throws IOException {
    Node node = nodes.stream().filter(n -> n.process.isPresent()).findFirst().orElseThrow();
    ProcessBuilder builder = program("rabbitmqctl");
    builder.command().addAll(List.of("-n", node.name));
    builder.command().addAll(List.of(arguments));
    Path out = directory.resolve("control.out");
    int code =
        builder
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .onExit()
            .join()
            .exitValue();
    String text = Files.readString(out);
    if (code != 0) {
      throw new IOException("rabbitmqctl: " + text);
    }
    return text;
  }

  /** Process ids of the running nodes' virtual machines, in the nodes' order. */
  public List<Long> processes() {
    return nodes.stream()
        .flatMap(node -> node.process.stream())
        .map(
            process ->
                ProcessHandle.of(process.pid()).stream()
                    .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                    .filter(
                        handle ->
                            handle.info().command().filter(c -> c.contains("beam")).isPresent())
                    .findFirst()
                    .orElseThrow()
                    .pid())
        .toList();
  }

  @Override
  public void close() throws IOException {
    try {
      for (int i = 0; i < nodes.size(); i++) {
        if (nodes.get(i).process.isPresent()) {
          kill(i);
        }
      }
      // It has detached itself, and nobody else uses its port.
      new ProcessBuilder(NAME_SERVICE.toString(), "-port", "" + names, "-kill")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
