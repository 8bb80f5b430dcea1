package io.spikewatt.controller.cycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.fixture.DemoSite;
import io.spikewatt.controller.fixture.Letterbox;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class CommandInboxTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));

  private final Letterbox port = new Letterbox();
  private final List<Event> events = new ArrayList<>();
  private final CompletableFuture<ConfigReload.Check> check = new CompletableFuture<>();
  private final List<SiteCommand.ComputeJob> jobs = new ArrayList<>();
  private final List<Integer> answersBefore = new ArrayList<>();
  private int applied;
  private final Site site = DemoSite.usual().site();

  @Test
  void aMessageThatMeetsABugIsRefusedAndTheNextOneIsTaken() {
    CommandInbox inbox =
        inbox(
            (id, lasting, restricts, now) -> {
              if (id.equals("bad")) {
                throw new IllegalStateException("made for this test");
              }
              return Optional.empty();
            });
    put("limit-export", "bad", "1000");
    put("limit-export", "good", "1500");
    ActiveCommands active = inbox.take(NOW);
    assertEquals(List.of(new SiteCommand.LimitExport(1500)), active.all());
    assertEquals(
        List.of(Event.Kind.COMMAND_REFUSED, Event.Kind.COMMAND_TAKEN),
        events.stream().map(Event::kind).toList());
    assertTrue(events.getFirst().text().contains("a bug, see the log"), events::toString);
  }

  @Test
  void aCommandThatCannotBeCarriedOutIsNotTriedAgain() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    put(
        "prices",
        "a",
        "{\"start\":\"%s\",\"slotS\":3600,\"importPerKwh\":[1]}".formatted(NOW.instant()));
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(List.of(Event.Kind.COMMAND_REFUSED), events.stream().map(Event::kind).toList());
  }

  @Test
  void aJobIsTakenBeforeItsAnswer() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    Instant by = NOW.instant().plusSeconds(3600);
    put("compute/compute1", "a", "{\"energyWh\":1000,\"by\":\"%s\"}".formatted(by));
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(1, jobs.size());
    assertEquals(List.of(0), answersBefore, "an answer that a power cut would belie");
    assertEquals(Event.Kind.COMMAND_TAKEN, events.getFirst().kind());
  }

  @Test
  void a_reload_is_answered_once_its_file_is_checked_and_changes_nothing_before() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    put("reload", "a", "true");
    inbox.take(NOW);
    assertEquals(List.of(), events, "the check is under way");
    check.complete(new ConfigReload.Check.Sound("changes: grid", () -> applied++));
    assertEquals(0, applied);
    inbox.take(NOW);
    assertEquals(1, applied);
    assertEquals(Event.Kind.COMMAND_TAKEN, events.getFirst().kind());
    assertTrue(events.getFirst().text().contains("changes: grid"), events::toString);
  }

  @Test
  void a_reload_of_a_file_with_problems_is_refused_with_the_first() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    put("reload", "a", "true");
    check.complete(new ConfigReload.Check.Faulty("site.yaml:2:3: expected a number"));
    inbox.take(NOW);
    inbox.take(NOW);
    assertEquals(Event.Kind.COMMAND_REFUSED, events.getFirst().kind());
    assertTrue(events.getFirst().text().contains("site.yaml:2:3"), events::toString);
    assertEquals(1, events.size());
  }

  private CommandInbox inbox(CommandProcessor.Ledger ledger) {
    MqttTopics topics = MqttTopics.of(site);
    return new CommandInbox(
        port,
        topics,
        new CommandProcessor(site, name -> true, ledger),
        new Reporter(port, topics, Duration.ofSeconds(1), events::add),
        prices -> {
          throw new IllegalStateException("made for this test");
        },
        (job, now) -> {
          jobs.add(job);
          answersBefore.add(events.size());
        },
        () -> check);
  }

  private void put(String name, String id, String value) {
    String payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":%s}"
            .formatted(id, NOW.instant(), value);
    port.put(
        new Message(
            MqttTopics.of(site).prefix() + "command/" + name, payload.getBytes(UTF_8), false));
  }
}
