package io.spikewatt.controller.compute.helper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The root helper on a real socket: what it accepts, and what it does when its agent is gone. */
@Timeout(60)
final class HelperServerTest {

  private static final long SAFE = 300;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final FakeMeans gpu = new FakeMeans();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path socket;

  @BeforeEach
  void serve() throws IOException {
    socket = folder.resolve("helper");
    HelperDevice device =
        new HelperDevice(
            "gpu0", new Place.Nvidia("0"), Map.of(Setting.POWER_LIMIT, new Bounds(250, 600, SAFE)));
    HeldSettings settings = new HeldSettings(List.of(device), (_, _, _) -> gpu, clock.now());
    open.add(HelperServer.start(socket, Optional.empty(), settings, clock));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private HelperMeans agent(Clock agentClock) {
    HelperConnection connection = new HelperConnection(socket, agentClock);
    open.add(connection);
    return new HelperMeans(connection, "gpu0", 0, Setting.POWER_LIMIT, new SettingRange(0, 1000));
  }

  private SocketChannel raw() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    open.add(channel);
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The next line; empty if the helper closed the connection. */
  private static String line(SocketChannel channel) {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    try {
      while (channel.read(one.clear()) > 0 && one.get(0) != '\n') {
        text.append((char) one.get(0));
      }
    } catch (IOException reset) {
      return "";
    }
    return text.toString();
  }

  private void awaitSafe() {
    Await.until("the safe value", () -> !gpu.values.isEmpty() && gpu.last() == SAFE);
  }

  @Test
  void an_agent_sets_a_value_and_reads_what_is_in_force() {
    HelperMeans agent = agent(clock);
    assertEquals(
        new Reading(OptionalDouble.of(123), OptionalDouble.empty(), Optional.empty()),
        agent.read());
    agent.set(450);
    assertEquals(
        new Reading(OptionalDouble.of(123), OptionalDouble.of(450), Optional.empty()),
        agent.read());
  }

  @Test
  void bounds_of_the_helper_cannot_be_left() {
    HelperMeans agent = agent(clock);
    agent.set(700);
    assertEquals(
        Optional.of("the value is outside of the helper's bounds"), agent.read().problem());
    agent.set(100);
    assertEquals(OptionalDouble.empty(), agent.read().enforced());
    assertEquals(List.of(), gpu.values);
  }

  @Test
  void a_device_that_does_not_answer_is_told() {
    HelperMeans agent = agent(clock);
    gpu.problem = Optional.of("gpu is lost (15)");
    Reading reading = agent.read();
    assertEquals(OptionalDouble.empty(), reading.powerW());
    assertEquals(
        Optional.of("the device does not answer; the helper's log says why"), reading.problem());
  }

  @Test
  void a_silent_agent_loses_its_value_within_10_s_and_a_living_one_does_not() {
    HelperMeans agent = agent(clock);
    agent.set(450);
    for (int second = 0; second < 30; second++) {
      clock.advance(Duration.ofSeconds(1));
      agent.read();
    }
    assertEquals(450, gpu.last());
    assertFalse(gpu.values.contains(SAFE));
    clock.advance(HeldSetting.LEASE);
    awaitSafe();
  }

  @Test
  void reading_alone_does_not_keep_a_value() throws IOException {
    SocketChannel agent = raw();
    send(agent, "0 0 450\n");
    assertEquals("ok 450 123", line(agent));
    for (int second = 0; second < 10; second++) {
      clock.advance(Duration.ofSeconds(1));
      send(agent, "0 0\n");
      assertTrue(line(agent).startsWith("ok "));
    }
    awaitSafe();
  }

  @Test
  void without_any_agent_the_safe_value_is_set_too() {
    assertEquals(List.of(), gpu.values);
    clock.advance(HeldSetting.LEASE);
    awaitSafe();
  }

  @Test
  void an_agent_that_ends_its_connection_loses_its_value_at_once() throws IOException {
    SocketChannel agent = raw();
    send(agent, "0 0 450\n");
    assertEquals("ok 450 123", line(agent));
    agent.close();
    awaitSafe();
  }

  @Test
  void an_agent_that_came_back_keeps_its_value_when_its_old_connection_ends() throws IOException {
    SocketChannel old = raw();
    send(old, "0 0 450\n");
    assertEquals("ok 450 123", line(old));
    SocketChannel fresh = raw();
    send(fresh, "0 0 400\n");
    assertEquals("ok 400 123", line(fresh));
    old.close();
    SocketChannel third = awaitConnection();
    send(third, "0 0\n");
    assertEquals("ok 400 123", line(third));
    assertFalse(gpu.values.contains(SAFE));
  }

  /** A place is free once the helper has noticed the end of another connection. */
  private SocketChannel awaitConnection() {
    List<SocketChannel> connected = new ArrayList<>();
    Await.until(
        "a place for one more connection",
        () -> {
          clock.advance(Duration.ofMillis(50));
          try {
            SocketChannel channel = raw();
            send(channel, "0 0\n");
            connected.add(channel);
            return line(channel).startsWith("ok ");
          } catch (IOException e) {
            return false;
          }
        });
    return connected.getLast();
  }

  @Test
  void more_than_two_connections_are_refused() throws IOException {
    SocketChannel first = raw();
    SocketChannel second = raw();
    for (SocketChannel agent : List.of(first, second)) {
      send(agent, "0 0\n");
      assertEquals("ok - 123", line(agent));
    }
    assertEquals("", line(raw()));
    send(first, "0 0\n");
    assertEquals("ok - 123", line(first));
  }

  @Test
  void a_connection_that_is_silent_for_10_s_makes_place_for_others() throws IOException {
    SocketChannel first = raw();
    SocketChannel second = raw();
    for (SocketChannel agent : List.of(first, second)) {
      send(agent, "0 0\n");
      assertEquals("ok - 123", line(agent));
    }
    clock.advance(Duration.ofSeconds(10));
    assertEquals("", line(first));
    assertEquals("", line(second));
    awaitConnection();
  }

  @Test
  void an_unknown_device_or_setting_is_refused_by_its_code() throws IOException {
    SocketChannel agent = raw();
    send(agent, "1 0 300\n0 1 300\n0 4\n999 99 999999999\n0 0 249\n0 0 250\n");
    for (String expected : List.of("no 1", "no 1", "no 1", "no 1", "no 2", "ok 250 123")) {
      assertEquals(expected, line(agent));
    }
  }

  @Test
  void anything_else_closes_the_connection_and_sets_nothing() throws IOException {
    for (String hostile :
        List.of(
            "\n",
            " \n",
            "0\n",
            "0 0 \n",
            " 0 0 300\n",
            "0  0 300\n",
            "0 0 300 \n",
            "0 0 300\r\n",
            "0 0 -300\n",
            "0 0 +300\n",
            "0 0 3e2\n",
            "0 0 0300\n",
            "0 0 0x12c\n",
            "00 0 300\n",
            "0 0 300 1\n",
            "0 0 1000000000\n",
            "0 0 99999999999999999999\n",
            "a b c\n",
            "0 0 300;id\n",
            "0\t0\t300\n",
            "0 0 \u0663\u0660\u0660\n",
            "\0\0\0\n",
            "GET / HTTP/1.1\r\n",
            "0 0 300".repeat(10),
            "9".repeat(64),
            "\u00ff".repeat(64))) {
      SocketChannel agent = awaitConnection();
      send(agent, hostile);
      assertEquals("", line(agent), () -> "after " + hostile);
    }
    assertEquals(List.of(), gpu.values);
  }

  /** Seeded bytes in which lines of the right form are rare; none may leave the bounds. */
  @Test
  void random_bytes_do_no_harm() throws IOException {
    Random chance = new Random(41);
    String alphabet = "0123456789 \n\n-x\0";
    for (int round = 0; round < 60; round++) {
      SocketChannel agent = awaitConnection();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 80; i++) {
        text.append(alphabet.charAt(chance.nextInt(alphabet.length())));
      }
      try {
        send(agent, text.toString());
        agent.shutdownOutput();
        Channels.newInputStream(agent).readAllBytes();
      } catch (IOException closed) {
        assertTrue(agent.isOpen());
      }
      agent.close();
    }
    assertTrue(gpu.values.stream().allMatch(value -> value >= 250 && value <= 600));
    HelperMeans agent = agent(clock);
    Await.until(
        "it still serves",
        () -> {
          clock.advance(Duration.ofMillis(50));
          agent.set(500);
          return agent.read().enforced().equals(OptionalDouble.of(500));
        });
  }

  @Test
  void a_flood_of_lines_ends_its_connection() throws IOException {
    SocketChannel agent = raw();
    int answered = 0;
    try {
      send(agent, "0 0 400\n".repeat(HelperServer.LINES_A_SECOND + 50));
    } catch (IOException closed) {
      assertTrue(agent.isOpen());
    }
    while (line(agent).startsWith("ok ")) {
      answered++;
    }
    assertTrue(answered <= HelperServer.LINES_A_SECOND, "answered " + answered);
    awaitSafe();
  }

  @Test
  void the_owner_and_the_group_may_connect_and_nobody_else() throws IOException {
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void a_helper_that_is_away_is_told_and_asked_again() throws Exception {
    HelperMeans agent = agent(clock);
    agent.set(450);
    close();
    open.clear();
    assertEquals(SAFE, gpu.last());
    String problem = agent.read().problem().orElseThrow();
    assertTrue(problem.startsWith("root helper at "), problem);
    serve();
    clock.advance(Duration.ofSeconds(1));
    assertEquals(OptionalDouble.of(450), agent.read().enforced());
  }

  /** What the agent's process does until it is killed. */
  static final class AgentProcess {
    public static void main(String[] arguments) throws InterruptedException {
      HelperMeans agent =
          new HelperMeans(
              new HelperConnection(Path.of(arguments[0]), new ManualClock(Instant.EPOCH)),
              "gpu0",
              0,
              Setting.POWER_LIMIT,
              new SettingRange(0, 1000));
      agent.set(450);
      new CountDownLatch(1).await();
    }
  }

  @Test
  void a_killed_agent_leaves_the_safe_value() throws Exception {
    Process agent =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xmx64m"), AgentProcess.class.getName(), List.of(socket.toString())))
            .inheritIO()
            .start();
    try {
      Await.until("the agent's value", () -> gpu.values.contains(450L));
    } finally {
      agent.destroyForcibly();
    }
    awaitSafe();
  }

  @Test
  void a_helper_that_is_asked_to_end_sets_the_safe_value() throws Exception {
    Path zone = Files.createDirectory(folder.resolve("zone"));
    Path limit = Files.writeString(zone.resolve("constraint_0_power_limit_uw"), "125000000\n");
    Path own = folder.resolve("own");
    Path config =
        Files.writeString(
            folder.resolve("helper.yaml"),
            """
            socket: %s
            devices:
              - powercap: %s
                power-limit: { least: 35, most: 125, safe: 60 }
            """
                .formatted(own, zone));
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
    Process helper =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xmx64m", "-Dtinylog.level=off"),
                    HelperProcess.class.getName(),
                    List.of(config.toString())))
            .inheritIO()
            .start();
    try {
      Await.until("the helper's socket", () -> Files.exists(own));
      HelperConnection connection = new HelperConnection(own, clock);
      open.add(connection);
      HelperMeans agent =
          new HelperMeans(connection, "cpu0", 0, Setting.POWER_LIMIT, new SettingRange(35, 125));
      agent.set(100);
      assertEquals(OptionalDouble.of(100), agent.read().enforced());
      assertEquals("100000000", text(limit));
    } finally {
      helper.destroy();
    }
    helper.waitFor();
    assertEquals("60000000", text(limit));
    assertFalse(Files.exists(own));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
