package io.spikewatt.controller.compute.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.WebhookServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queues and jobs by commands and by HTTP, with real programs and a real web server. */
@Timeout(60)
final class HookTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  private String program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  private List<String> log() {
    try {
      return Files.exists(folder.resolve("log"))
          ? Files.readAllLines(folder.resolve("log"), UTF_8)
          : List.of();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitEnforced(PowerMeans means, double percent) {
    Await.until(
        "in force: " + percent, () -> means.read().enforced().equals(OptionalDouble.of(percent)));
  }

  private static String awaitProblem(PowerMeans means) {
    Await.until("a problem", () -> means.read().problem().isPresent());
    return means.read().problem().orElseThrow();
  }

  @Test
  void a_share_reaches_a_queue_by_http_and_is_renewed() throws Exception {
    try (WebhookServer server = new WebhookServer(path -> path.equals("/admission") ? 204 : 404)) {
      URI address = URI.create("http://127.0.0.1:" + server.port() + "/admission");
      QueueHook queue = QueueHook.post("chat", 10, address, LIMIT, clock);
      assertEquals(OptionalDouble.empty(), queue.read().enforced());
      queue.set(40);
      awaitEnforced(queue, 40);
      assertEquals("{\"percent\": 40}", server.bodies().take());
      queue.read();
      clock.advance(Duration.ofSeconds(30));
      queue.read();
      assertEquals("{\"percent\": 40}", server.bodies().take());
      queue.release();
      awaitEnforced(queue, 100);
      assertEquals("{\"percent\": 100}", server.bodies().take());
    }
  }

  @Test
  void a_queue_that_refuses_is_told_and_asked_again_after_a_wait() throws Exception {
    AtomicInteger status = new AtomicInteger(503);
    try (WebhookServer server = new WebhookServer(path -> status.get())) {
      URI address = URI.create("http://127.0.0.1:" + server.port() + "/");
      QueueHook queue = QueueHook.post("chat", 0, address, LIMIT, clock);
      queue.set(40);
      String problem = awaitProblem(queue);
      assertTrue(problem.endsWith("answered with 503"), problem);
      assertEquals(OptionalDouble.empty(), queue.read().enforced());
      queue.set(30);
      assertEquals(1, server.bodies().size());
      status.set(200);
      clock.advance(Duration.ofSeconds(1));
      awaitEnforced(queue, 30);
      assertEquals(2, server.bodies().size());
    }
  }

  @Test
  void a_command_gets_the_share_as_an_argument_and_no_shell_reads_it() throws Exception {
    String program = program("queue", "printf '%s|' \"$@\" >> " + folder.resolve("log"));
    QueueHook queue =
        QueueHook.command(
            "chat", 0, List.of(program, "--share={percent}", "$(id); *"), LIMIT, clock);
    queue.set(40);
    awaitEnforced(queue, 40);
    assertEquals(List.of("--share=40|$(id); *|"), log());
  }

  @Test
  void a_command_that_fails_is_told_with_its_code_and_its_last_words() throws Exception {
    String program = program("queue", "echo 'slurm: no such job' >&2; exit 3");
    QueueHook queue = QueueHook.command("chat", 0, List.of(program, "{percent}"), LIMIT, clock);
    queue.set(40);
    assertEquals(program + ": exit code 3: slurm: no such job", awaitProblem(queue));
    QueueHook absent = QueueHook.command("chat", 0, List.of("/nowhere/queue"), LIMIT, clock);
    absent.set(40);
    assertTrue(awaitProblem(absent).contains("/nowhere/queue"));
  }

  @Test
  void a_command_that_hangs_is_ended_with_its_children() throws Exception {
    String pid = folder.resolve("pid").toString();
    String program = program("queue", "sleep 300 & echo $! > " + pid + "; wait");
    QueueHook queue = QueueHook.command("chat", 0, List.of(program), Duration.ofMillis(300), clock);
    queue.set(40);
    assertTrue(awaitProblem(queue).endsWith("not finished within 0.3 s"));
    long child = Long.parseLong(Files.readString(Path.of(pid)).strip());
    Await.until(
        "the child ends", () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  /** A job that is suspended by a file, and whose commands fail when they have nothing to do. */
  private JobCommands.Job job(String name) throws IOException {
    Path mark = folder.resolve(name);
    Path log = folder.resolve("log");
    String suspend =
        program(
            name + "-suspend",
            "[ ! -e %s ] && echo s%s >> %s && touch %s".formatted(mark, name, log, mark));
    String resume =
        program(
            name + "-resume",
            "[ -e %s ] && echo r%s >> %s && rm %s".formatted(mark, name, log, mark));
    String state =
        program(name + "-state", "[ -e %s ] && echo SUSPENDED || echo RUNNING".formatted(mark));
    return new JobCommands.Job(
        name, List.of(suspend), List.of(resume), Optional.of(List.of(state)), "SUSPENDED");
  }

  @Test
  void jobs_are_suspended_from_the_last_and_resumed_from_the_first() throws Exception {
    JobCommands jobs = new JobCommands("training", List.of(job("a"), job("b")), LIMIT, clock);
    assertEquals(50, jobs.step());
    jobs.set(100);
    awaitEnforced(jobs, 100);
    assertEquals(List.of(), log());
    jobs.set(99);
    awaitEnforced(jobs, 50);
    assertEquals(List.of("sb"), log());
    jobs.set(0);
    awaitEnforced(jobs, 0);
    assertEquals(List.of("sb", "sa"), log());
    jobs.set(50);
    awaitEnforced(jobs, 50);
    assertEquals(List.of("sb", "sa", "ra"), log());
    assertEquals(
        new Reading(OptionalDouble.empty(), OptionalDouble.of(50), Optional.empty()), jobs.read());
  }

  @Test
  void a_job_that_somebody_else_resumed_is_suspended_again() throws Exception {
    JobCommands jobs = new JobCommands("training", List.of(job("a")), LIMIT, clock);
    jobs.set(0);
    awaitEnforced(jobs, 0);
    Files.delete(folder.resolve("a"));
    clock.advance(Duration.ofSeconds(60));
    jobs.read();
    Await.until("it is suspended again", () -> Files.exists(folder.resolve("a")));
    assertEquals(List.of("sa", "sa"), log());
  }

  @Test
  void a_job_whose_command_fails_is_named_and_its_share_is_not_known() throws Exception {
    String refuses = program("refuses", "exit 1");
    JobCommands.Job job =
        new JobCommands.Job("4711", List.of(refuses), List.of(refuses), Optional.empty(), "");
    JobCommands jobs = new JobCommands("training", List.of(job), LIMIT, clock);
    jobs.set(0);
    assertEquals("4711: " + refuses + ": exit code 1", awaitProblem(jobs));
    assertFalse(jobs.read().enforced().isPresent());
  }
}
