package io.spikewatt.fleet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FleetMainTest {

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return new FleetMain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }

  @Test
  void an_unknown_command_or_option_shows_the_usage() {
    assertEquals(ExitCode.USAGE, run("dance"));
    assertEquals(ExitCode.USAGE, run("status", "--what"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("./spikewatt fleet COMMAND"));
  }

  @Test
  void a_gateway_is_enrolled_with_a_key_that_others_cannot_read() throws Exception {
    assertEquals(ExitCode.OK, run("enrol", "--name", "home17", "--folder", folder.toString()));
    Path member = folder.resolve("members/home17");
    assertEquals(
        "rw-r-----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(member.resolve("member.key"))));
    byte[] before = Files.readAllBytes(member.resolve("member.crt"));
    run("enrol", "--name", "home17", "--folder", folder.toString());
    assertEquals(
        -1, java.util.Arrays.mismatch(before, Files.readAllBytes(member.resolve("member.crt"))));
    assertTrue(Files.exists(member.resolve("model.pub")));
  }

  @Test
  void a_name_that_is_no_topic_level_is_refused() {
    assertEquals(ExitCode.USAGE, run("enrol", "--name", "a/b", "--folder", folder.toString()));
    assertEquals(ExitCode.USAGE, run("enrol", "--name", "+", "--folder", folder.toString()));
  }

  @Test
  void a_password_of_the_records_on_the_command_line_is_refused() {
    assertEquals(
        ExitCode.USAGE,
        withoutBroker("--records", "jdbc:postgresql://127.0.0.1:1/fleet?user=a&password=hunter2"));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("a password in a file expected"), said);
    assertFalse(said.contains("hunter2"));
    assertEquals(ExitCode.USAGE, withoutBroker("--records-password-file", "none"));
  }

  /** A coordinator whose broker does not answer. */
  private ExitCode withoutBroker(String option, String value) {
    return run(
        "coordinator",
        "--folder",
        folder.toString(),
        "--broker",
        "ssl://127.0.0.1:1",
        option,
        value);
  }

  private ExitCode coordinateWithoutServers() {
    return withoutBroker("--records", "jdbc:postgresql://127.0.0.1:1/fleet?user=a");
  }

  @Test
  void records_that_cannot_be_reached_end_a_coordinator_that_starts_for_the_first_time() {
    assertEquals(ExitCode.UNREACHABLE, coordinateWithoutServers());
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("127.0.0.1:1"));
  }

  @Test
  @Timeout(60)
  void a_coordinator_that_has_run_before_starts_while_its_records_are_away() throws Exception {
    new FleetFolder(folder).state().close();
    AtomicReference<ExitCode> code = new AtomicReference<>();
    Thread coordinator = Thread.ofPlatform().start(() -> code.set(coordinateWithoutServers()));
    Await.until(
        "it runs or has ended",
        () ->
            out.toString(StandardCharsets.UTF_8).contains("coordinator at") || code.get() != null);
    coordinator.interrupt();
    coordinator.join();
    assertEquals(ExitCode.OK, code.get(), () -> err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void a_page_beyond_loopback_without_a_certificate_is_refused() {
    assertEquals(
        ExitCode.USAGE,
        run("coordinator", "--folder", folder.toString(), "--page", "0", "--page-bind", "0.0.0.0"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--page-certificate"));
    assertEquals(
        ExitCode.USAGE,
        run("coordinator", "--folder", folder.toString(), "--page-bind", "127.0.0.1"));
    assertFalse(Files.exists(folder.resolve("page-token")));
  }

  @Test
  void definitions_of_a_folder_without_members_are_refused_with_what_to_do() {
    assertEquals(ExitCode.UNREACHABLE, run("rabbitmq", "--folder", folder.toString()));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(folder.resolve("members").toString()), said);
    assertTrue(said.contains("spikewatt fleet enrol"), said);
  }

  @Test
  void the_status_shows_the_alarms_that_a_gateway_shares() throws Exception {
    Instant at = Instant.parse("2026-11-28T13:40:00Z");
    try (FleetState state = new FleetFolder(folder).state()) {
      state.gateways().enrol(new EnrolledGateway("home17", "load-1", "Europe", "1.2.0", at));
      GatewayCondition condition =
          new GatewayCondition(
              true,
              "hold",
              "1.2.0",
              List.of(new OpenAlarm("device/meter1", AlarmSeverity.ERROR, at)),
              2,
              new SharedLearning(Optional.empty(), Optional.empty(), 0, OptionalDouble.empty()));
      state
          .contacts()
          .keep(
              "home17",
              new GatewayContact(
                  at,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(new ReportedCondition(condition, at))));
    }
    assertEquals(ExitCode.OK, run("status", "--folder", folder.toString()));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("degraded, mode hold, 1.2.0, reported 2026-11-28T13:40:00Z"), said);
    assertTrue(said.matches("(?s).*error +device/meter1 +since 2026-11-28T13:40:00Z.*"), said);
    assertTrue(said.contains("and 2 more alarms"), said);
  }

  @Test
  void a_taken_port_is_named_and_ends_the_coordinator() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      assertEquals(
          ExitCode.UNREACHABLE, run("coordinator", "--folder", folder.toString(), "--port", port));
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("no broker at port " + port));
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_named_with_its_fault() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(
        ExitCode.UNREACHABLE, run("coordinator", "--folder", file.resolve("fleet").toString()));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith(file.resolve("fleet") + ": Not a directory"), said);
  }

  @Test
  void a_second_coordinator_of_a_folder_does_not_start() throws Exception {
    FleetFolder fleet = new FleetFolder(folder);
    try (Closeable _ = fleet.lock()) {
      assertEquals(
          ExitCode.UNREACHABLE,
          run("coordinator", "--folder", folder.toString(), "--broker", "ssl://127.0.0.1:1"));
    }
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("another coordinator runs"));
    fleet.lock().close();
  }

  @Test
  void the_status_of_a_new_fleet_is_empty() throws Exception {
    new FleetFolder(folder).state().close();
    assertEquals(ExitCode.OK, run("status", "--folder", folder.toString()));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("0 gateways"));
  }

  @Test
  void the_status_of_a_folder_without_a_fleet_makes_none() {
    Path other = folder.resolve("other");
    assertEquals(ExitCode.UNREACHABLE, run("status", "--folder", other.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("no coordinator has run"));
    assertFalse(Files.exists(other));
  }

  @Test
  void a_certificate_is_renewed_in_the_month_before_it_ends() throws Exception {
    Instant now = Instant.parse("2026-11-28T00:00:00Z");
    FleetFolder fleet = new FleetFolder(folder);
    Instant ends = fleet.member("", "home17", now).ends();
    assertEquals(ends, fleet.member("", "home17", ends.minus(Duration.ofDays(31))).ends());
    assertTrue(fleet.member("", "home17", ends.minus(Duration.ofDays(29))).ends().isAfter(ends));
  }
}
