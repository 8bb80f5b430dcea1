package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.demo.SimulateCommand;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.PlantRecord;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a real process in real time; the simulated site knows it by its protocols only. */
@Timeout(120)
class ProcessTest {

  /** So much sun that an export limit bites; the car is away. */
  private static final Instant NOON = Instant.parse("2026-06-09T09:30:00Z");

  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
  private static final String PREFIX = "spikewatt/demo/";

  @TempDir private Path directory = Path.of("");
  private final Clock realTime = new SystemClock();
  private final ShiftedClock plantTime = new ShiftedClock(NOON);
  private final SimulatedSite plant =
      new SimulatedSite(
          SiteParameters.demo(7), plantTime, new PlainContacts(), 0, Duration.ofSeconds(10), 50);

  @BeforeEach
  void startPlant() throws IOException {
    plant.start();
  }

  @AfterEach
  void stopPlant() {
    plant.close();
  }

  @Test
  void a_command_over_mqtt_is_obeyed_by_the_physics_and_SIGTERM_leaves_every_device_neutral()
      throws Exception {
    try (DaemonProcess daemon = run(config());
        Subscriber subscriber = new Subscriber(broker(), PREFIX + "#")) {
      await(daemon, "the battery is remote", 30, p -> p.battery().remote());
      send(subscriber, "setpoint/battery1", "b1", "0");
      settles(daemon, "export up to its limit", p -> near(p, -4_000));
      send(subscriber, "limit-export", "x1", "500");
      assertTrue(result(subscriber, "limit-export", "x1").contains("\"accepted\":true"));
      settles(daemon, "export up to the commanded limit", p -> near(p, -500));

      send(subscriber, "limit-export", "x1", "4000");
      subscriber.await(
          "refusal of the repeated id",
          10,
          heard -> heard.topic().endsWith("/result") && heard.payload().contains("repeated"));
      send(subscriber, "limit-export", "x2", "4001");
      assertTrue(result(subscriber, "limit-export", "x2").contains("\"accepted\":false"));
      settles(daemon, "export up to the commanded limit still", p -> near(p, -500));

      daemon.terminate();
      assertTrue(Set.of(0, 143).contains(daemon.exitCode(10)), daemon::log);
      assertTrue(daemon.log().contains("asked to end, by SIGTERM or SIGINT"), daemon::log);
      assertTrue(daemon.log().contains("has ended"), daemon::log);
      assertFalse(is(p -> p.battery().remote()), daemon::log);
      assertFalse(is(p -> p.pv().limit().enabled()), daemon::log);
      assertEquals(0, watts(p -> p.ev().setpointW()), 1);
      assertEquals(3_000, watts(p -> p.compute().budgetW()), 1);
      subscriber.await(
          "goodbye",
          5,
          heard ->
              heard.topic().equals(PREFIX + "status") && heard.payload().contains("\"offline\""));
      plantTime.skip(Duration.ofSeconds(20));
      assertEquals(0, plant.truth().powers().batteryW(), 20);
      PlantRecord.Fallbacks none = plant.record().fallbacks();
      assertEquals(new PlantRecord.Fallbacks(0, 0, 0), none, "nobody had to fall back");
    }
  }

  @Test
  void kill_9_leaves_the_devices_to_their_own_timers() throws Exception {
    try (DaemonProcess daemon = run(config())) {
      await(
          daemon,
          "all devices are commanded",
          30,
          p ->
              p.battery().remote()
                  && Math.abs(p.battery().powerW()) > 500
                  && p.pv().limit().enabled()
                  && p.compute().budgetW() > 600);
      daemon.kill();
      assertEquals(137, daemon.exitCode(10));
      assertTrue(is(p -> p.battery().remote()), "nobody gave the battery back");
      plantTime.skip(Duration.ofSeconds(20));
      assertEquals(new PlantRecord.Fallbacks(0, 0, 0), plant.record().fallbacks());
      assertTrue(is(p -> p.battery().remote()), "the heartbeat's time is not over");
      plantTime.skip(Duration.ofSeconds(13));
      assertEquals(1, plant.record().fallbacks().battery(), "30 s without a heartbeat");
      plantTime.skip(Duration.ofSeconds(45));
      PlantRecord.Fallbacks all = plant.record().fallbacks();
      assertEquals(1, all.pvLimit(), "60 s without a refresh");
      assertTrue(all.setpoints() >= 1, "60 s without a rewrite: " + all);
      assertEquals(0, plant.truth().powers().batteryW(), 20);
      assertEquals(-500, plant.truth().powers().computeW(), 20);
      assertFalse(is(p -> p.battery().remote()));
      assertFalse(is(p -> p.pv().limit().enabled()));
    }
  }

  @Test
  void a_retained_command_is_refused_through_debians_mosquitto() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(MOSQUITTO), () -> "SKIPPED: " + MOSQUITTO + " is not installed here");
    int port = freePort();
    Process mosquitto =
        new ProcessBuilder(MOSQUITTO.toString(), "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.txt").toFile())
            .start();
    try {
      awaitPort(port);
      String yaml = config().replace(broker(), "tcp://127.0.0.1:" + port);
      try (Subscriber subscriber = new Subscriber("tcp://127.0.0.1:" + port, PREFIX + "#")) {
        subscriber.publish(PREFIX + "command/limit-export", command("r1", "0"), true);
        try (DaemonProcess daemon = run(yaml)) {
          Subscriber.Heard refused =
              subscriber.await(
                  "refusal", 30, heard -> heard.topic().equals(topic("limit-export/result")));
          assertTrue(refused.payload().contains("\"accepted\":false"), refused::payload);
          assertTrue(refused.payload().contains("retained"), refused::payload);
          subscriber.publish(PREFIX + "command/limit-export", command("r2", "800"), false);
          assertTrue(result(subscriber, "limit-export", "r2").contains("\"accepted\":true"));
          subscriber.await(
              "the limit in the state",
              10,
              heard ->
                  heard.topic().equals(PREFIX + "state")
                      && heard.payload().contains("\"exportW\":800"));
          try (Subscriber late = new Subscriber("tcp://127.0.0.1:" + port, PREFIX + "status")) {
            Subscriber.Heard status = late.await("status", 5, heard -> true);
            assertTrue(status.retained() && status.payload().contains("\"online\""), "" + status);
          }
          daemon.kill();
          subscriber.await(
              "the last will",
              10,
              heard ->
                  heard.topic().equals(PREFIX + "status")
                      && heard.payload().contains("\"offline\""));
        }
      }
    } finally {
      mosquitto.destroy();
      assertTrue(mosquitto.waitFor(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void a_wrong_configuration_exits_78_and_lists_every_problem_with_its_place() throws Exception {
    String good = config();
    Path file = write("good.yaml", good);
    try (DaemonProcess check = DaemonProcess.start(directory, "check", "--config", "" + file)) {
      assertEquals(0, check.exitCode(30), check::log);
      assertTrue(check.out().contains("ok, site demo with 7 devices"), check::log);
    }
    String bad =
        good.replace("cycle-ms: 1000", "cycle-ms: fast")
            .replace("capacity-wh:", "capacity-kwh:")
            .replace("profile: eastron-sdm630", "profile: no-such-meter");
    Path wrong = write("wrong.yaml", bad);
    for (String command : List.of("check", "run")) {
      try (DaemonProcess refused =
          DaemonProcess.start(directory, command, "--config", "" + wrong)) {
        assertEquals(78, refused.exitCode(30), refused::log);
        String err = refused.err();
        for (String found : List.of("fast", "capacity-kwh", "no-such-meter")) {
          assertTrue(
              err.lines()
                  .anyMatch(
                      line ->
                          line.contains(found) && line.matches(".*wrong\\.yaml:[0-9]+:[0-9]+: .*")),
              () -> found + " is not told with its place:\n" + err);
        }
      }
    }
    try (DaemonProcess unknown = DaemonProcess.start(directory, "dance")) {
      assertEquals(64, unknown.exitCode(30), unknown::log);
      assertTrue(unknown.err().contains("no such command: dance"), unknown::log);
    }
  }

  @Test
  void a_second_daemon_of_a_site_ends_with_a_sentence_and_a_killed_one_blocks_nobody()
      throws Exception {
    String yaml = config();
    try (DaemonProcess first = run(yaml)) {
      first.awaitFirstWords(30);
      try (DaemonProcess second = run(yaml)) {
        assertEquals(69, second.exitCode(30), second::log);
        assertTrue(second.err().contains("is in use by spikewatt run, process"), second::log);
      }
      first.kill();
      first.exitCode(10);
    }
    try (DaemonProcess third = run(yaml)) {
      third.awaitFirstWords(30);
      assertTrue(third.out().contains("controlling site demo"), third::log);
    }
  }

  /** With all that publishes over the broker, too. */
  @Test
  void nothing_listens_but_the_page_and_that_on_loopback() throws Exception {
    String yaml =
        config()
            .replace(
                "commands: all", "commands: all, home-assistant: true, sparkplug: { group: test }");
    try (DaemonProcess daemon = run(yaml)) {
      await(daemon, "the battery is remote", 60, p -> p.battery().remote());
      assertEquals(Set.of(), daemon.listeningPorts(), daemon::log);
    }
    int port = freePort();
    try (DaemonProcess daemon = run(yaml + "page: { port: " + port + " }\n")) {
      awaitPort(port);
      assertEquals(Set.of(port), daemon.listeningPorts(), daemon::log);
      assertThrows(
          ConnectException.class,
          () -> new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), port).close(),
          "it listens on one address");
    }
  }

  private DaemonProcess run(String yaml) throws IOException {
    return DaemonProcess.start(directory, "run", "--config", "" + write("site.yaml", yaml));
  }

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml);
  }

  private String config() {
    return SimulateCommand.withoutGpio(plant.configYaml(directory.resolve("state")));
  }

  private String broker() {
    return "tcp://127.0.0.1:" + plant.port(ServerName.BROKER);
  }

  private static String topic(String command) {
    return PREFIX + "command/" + command;
  }

  private void send(Subscriber subscriber, String command, String id, String value)
      throws Exception {
    subscriber.publish(topic(command), command(id, value), false);
  }

  private String command(String id, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":%s}"
        .formatted(id, realTime.now().instant(), value);
  }

  private static String result(Subscriber subscriber, String command, String id)
      throws InterruptedException {
    return subscriber
        .await(
            "result of " + id,
            10,
            heard ->
                heard.topic().equals(topic(command) + "/result")
                    && heard.payload().contains("\"id\":\"" + id + "\""))
        .payload();
  }

  private boolean is(Predicate<SimulatedPlant> look) {
    return plant.plant().read(look::test);
  }

  private double watts(ToDoubleFunction<SimulatedPlant> look) {
    return plant.plant().read(look::applyAsDouble);
  }

  /** Waits in real time until the plant is as wanted. */
  private void await(
      DaemonProcess daemon, String what, long seconds, Predicate<SimulatedPlant> wanted)
      throws InterruptedException {
    Moment end = realTime.now().plus(Duration.ofSeconds(seconds));
    while (!is(wanted)) {
      if (realTime.now().isAfter(end)) {
        fail(what + ": not within " + seconds + " s\n" + plant.truth() + "\n" + daemon.log());
      }
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(100)));
    }
  }

  /** At most {@code limitW} of export and not much less. */
  private static boolean near(SimulatedPlant plant, double limitW) {
    double gridW = plant.truth().powers().gridW();
    return gridW > limitW - 50 && gridW < limitW + 400;
  }

  /** Waits until the plant is as wanted for five seconds on end. */
  private void settles(DaemonProcess daemon, String what, Predicate<SimulatedPlant> wanted)
      throws InterruptedException {
    Moment end = realTime.now().plus(Duration.ofSeconds(40));
    Moment since = realTime.now();
    while (realTime.now().since(since).compareTo(Duration.ofSeconds(5)) < 0) {
      if (!is(wanted)) {
        since = realTime.now();
      }
      if (realTime.now().isAfter(end)) {
        fail(what + ": does not settle\n" + plant.truth() + "\n" + daemon.log());
      }
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(100)));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(int port) throws InterruptedException {
    Moment end = realTime.now().plus(Duration.ofSeconds(30));
    while (!listens(port)) {
      assertTrue(realTime.now().isBefore(end), () -> "nobody listens on " + port);
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(50)));
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }
}
