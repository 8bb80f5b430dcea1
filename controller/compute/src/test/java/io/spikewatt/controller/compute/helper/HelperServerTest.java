package io.spikewatt.controller.compute.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The root helper on a real socket: values of an agent, and what follows when it is gone. */
@Timeout(60)
final class HelperServerTest extends ServedHelper {

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

  /** The agent's process until it is killed. */
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
