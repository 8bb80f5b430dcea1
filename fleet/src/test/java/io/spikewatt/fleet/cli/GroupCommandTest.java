package io.spikewatt.fleet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupCommandTest {

  private static final String LIMIT = "limit-export 1500";

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void enrol() throws Exception {
    try (FleetState state = FleetState.open(folder)) {
      for (String name : List.of("a", "b", "c")) {
        String climate = name.equals("c") ? "Alps" : "Coast";
        state
            .gateways()
            .enrol(new EnrolledGateway(name, "pooled-load", climate, "1", Instant.EPOCH));
      }
    }
    assertEquals(ExitCode.OK, run("key", "--key", key()));
  }

  private String key() {
    return folder.resolve("operator.key").toString();
  }

  private ExitCode run(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("command"));
    all.addAll(Arrays.asList(arguments));
    return new FleetMain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(all);
  }

  private ExitCode issue(String to, String command, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--folder", folder.toString(), "--key", key(), "--to", to, "--command", command));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  private List<OrderProgress> orders() throws Exception {
    try (FleetState state = FleetState.open(folder)) {
      return state.orders().newest(100);
    }
  }

  private List<String> members() throws Exception {
    return orders().getFirst().members().stream()
        .map(OrderProgress.MemberProgress::gateway)
        .toList();
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void expectUsage(String part, String to, String command, String... more)
      throws Exception {
    assertEquals(ExitCode.USAGE, issue(to, command, more));
    String said = err.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
    assertTrue(said.contains(part), said);
    assertEquals(List.of(), orders());
  }

  @Test
  void an_order_waits_in_the_folder_for_the_coordinator() throws Exception {
    assertEquals(ExitCode.OK, issue("all", LIMIT), err.toString(StandardCharsets.UTF_8));
    OrderProgress order = orders().getFirst();
    assertEquals(OrderState.OPEN, order.state());
    assertEquals(0, order.phase());
    assertEquals(
        Duration.ofMinutes(10),
        Duration.between(order.terms().issuedAt(), order.terms().expiresAt()));
    assertTrue(said().contains("order " + order.terms().id() + " to 3 gateways"), said());
  }

  @Test
  void a_group_is_named_by_names_a_file_or_a_label() throws Exception {
    assertEquals(ExitCode.OK, issue("c,a", LIMIT));
    assertEquals(List.of("c", "a"), members());
    orderIsOver();
    assertEquals(ExitCode.OK, issue("climate=Coast", LIMIT));
    assertEquals(List.of("a", "b"), members());
    orderIsOver();
    Path group = Files.writeString(folder.resolve("group"), "# a group\nb\n\nc # and this\n");
    assertEquals(ExitCode.OK, issue("@" + group, LIMIT));
    assertEquals(List.of("b", "c"), members());
  }

  /** So that the newest order is the next one, though both are of the same second. */
  private void orderIsOver() throws Exception {
    Files.delete(folder.resolve("fleet.db"));
    Files.deleteIfExists(folder.resolve("fleet.db-wal"));
    Files.deleteIfExists(folder.resolve("fleet.db-shm"));
    Files.delete(folder.resolve("operator.key"));
    Files.delete(folder.resolve("operator.pub"));
    enrol();
  }

  @Test
  void bad_input_is_named_and_leaves_no_order() throws Exception {
    expectUsage("found nobody", "nobody,a", LIMIT);
    expectUsage("no gateway is meant", "climate=Moon", LIMIT);
    expectUsage("no gateway is meant", ",", LIMIT);
    expectUsage("climate=LABEL", "a b", LIMIT);
    expectUsage("limit-export", "all", "dance 1");
    expectUsage("its value in JSON", "all", "limit-export");
    expectUsage("'mode \"hold\"'", "all", "mode hold");
    expectUsage("'mode \"hold\"'", "all", "limit-export 1, \"validForS\": 5");
    expectUsage("'mode \"hold\"'", "all", "limit-export null");
    expectUsage("10min", "all", LIMIT, "--valid", "10");
    expectUsage("at most 7d", "all", LIMIT, "--valid", "8d");
    expectUsage("more than the 300 s", "all", LIMIT, "--valid", "5min");
    expectUsage("rise to 100", "all", LIMIT, "--stages", "5,25");
    expectUsage("5,25,100", "all", LIMIT, "--stages", "five");
    expectUsage("--stop-above", "all", LIMIT, "--stop-above", "10");
    expectUsage("--first", "all", LIMIT, "--first", "0");
    expectUsage("unknown option --now", "all", LIMIT, "--now");
  }

  @Test
  void a_missing_or_another_key_and_a_missing_fleet_are_named() throws Exception {
    Files.delete(folder.resolve("operator.key"));
    assertEquals(ExitCode.UNREACHABLE, issue("all", LIMIT));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("fleet command key --key"));
    Files.writeString(folder.resolve("operator.key"), "nothing");
    assertEquals(ExitCode.UNREACHABLE, issue("all", LIMIT));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("operator.key: expected"));
    assertEquals(
        ExitCode.UNREACHABLE, run("status", "--folder", folder.resolve("other").toString()));
    assertEquals(List.of(), orders());
  }

  @Test
  void an_order_can_be_signed_on_another_machine_and_is_taken_once() throws Exception {
    String file = folder.resolve("order").toString();
    assertEquals(
        ExitCode.OK,
        run("--out", file, "--key", key(), "--to", "a,b", "--command", LIMIT),
        err.toString(StandardCharsets.UTF_8));
    assertEquals(List.of(), orders());
    assertEquals(ExitCode.OK, run("submit", file, "--folder", folder.toString()));
    assertEquals(List.of("a", "b"), members());
    assertEquals(ExitCode.USAGE, run("submit", file, "--folder", folder.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("is there already"));
    Files.writeString(Path.of(file), "nothing");
    assertEquals(ExitCode.UNREACHABLE, run("submit", file, "--folder", folder.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("order: "));
    assertEquals(1, orders().size());
  }

  @Test
  void the_status_counts_answers_and_names_the_reasons_of_refusals() throws Exception {
    assertEquals(ExitCode.OK, issue("all", LIMIT));
    String id = orders().getFirst().terms().id();
    try (FleetState state = FleetState.open(folder)) {
      state.orders().answer("a", new OrderResult(id, true, OrderResult.ACCEPTED, ""));
      state.orders().answer("b", new OrderResult(id, true, "NOT_ALLOWED", "not limit-export"));
    }
    assertEquals(ExitCode.OK, run("status", id, "--folder", folder.toString()));
    assertTrue(said().contains("NOT_ALLOWED: 1, b"), said());
    assertTrue(said().contains("not limit-export"), said());
    assertTrue(said().lines().anyMatch(line -> line.matches(" *dry run +3 +1 +1 +0 +1")), said());
    assertEquals(ExitCode.OK, run("status", "--folder", folder.toString()));
    assertTrue(said().startsWith(id), said());
    assertEquals(ExitCode.USAGE, run("status", "other", "--folder", folder.toString()));
  }

  @Test
  void a_person_stops_an_order_by_its_id() throws Exception {
    assertEquals(ExitCode.OK, issue("all", LIMIT));
    String id = orders().getFirst().terms().id();
    assertEquals(ExitCode.OK, run("stop", id, "--folder", folder.toString()));
    assertEquals(OrderState.STOPPED, orders().getFirst().state());
    assertEquals(ExitCode.OK, run("stop", id, "--folder", folder.toString()));
    assertTrue(said().contains("had ended before"), said());
    assertEquals(ExitCode.USAGE, run("stop", "other", "--folder", folder.toString()));
    assertEquals(ExitCode.USAGE, run("stop", "--folder", folder.toString()));
    assertFalse(err.toString(StandardCharsets.UTF_8).isEmpty());
  }

  @Test
  void a_dry_run_signs_nothing_else() throws Exception {
    assertEquals(ExitCode.OK, issue("all", LIMIT, "--dry-run"));
    assertTrue(orders().getFirst().dryRunOnly());
    assertTrue(said().contains("dry run only"), said());
  }
}
