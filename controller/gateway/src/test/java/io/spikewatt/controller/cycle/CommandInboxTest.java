package io.spikewatt.controller.cycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
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
  private final CommandQueue queue = new CommandQueue();
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
    String taken = events.getLast().text();
    assertTrue(taken.startsWith("good: 1500 W until "), taken);
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
  void a_second_reload_before_the_first_has_ended_is_answered() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    CompletableFuture<CommandResult> first = queue.submit("from/page/reload", payload("a", "true"));
    CompletableFuture<CommandResult> second =
        queue.submit("from/page/reload", payload("b", "true"));
    inbox.take(NOW);
    assertTrue(second.isDone());
    assertEquals(
        "the reload a is being checked: try again once it is answered", second.join().reason());
    check.complete(new ConfigReload.Check.Sound("changes: grid", () -> applied++));
    inbox.take(NOW);
    assertEquals("changes: grid", first.join().reason());
    assertEquals(1, applied);
    assertTrue(submit(inbox, "from/page/reload", "c", "true").accepted(), "another one");
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

  @Test
  void a_command_of_the_page_is_judged_and_answered_like_others() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    CompletableFuture<CommandResult> answer =
        queue.submit("from/page/limit-export", payload("a", "1000"));
    assertFalse(answer.isDone(), "the cycle judges");
    assertEquals(List.of(new SiteCommand.LimitExport(1000)), inbox.take(NOW).all());
    assertTrue(answer.join().accepted(), answer::toString);
    assertEquals("command/from/page/limit-export", events.getFirst().code());
    assertFalse(submit(inbox, "from/page/limit-export", "b", "-1").accepted());
    assertFalse(submit(inbox, "from/page/unknown", "c", "1").accepted());
  }

  @Test
  void a_reload_of_the_page_is_answered_once_its_file_is_checked() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    CompletableFuture<CommandResult> answer =
        queue.submit("from/page/reload", payload("a", "true"));
    inbox.take(NOW);
    assertFalse(answer.isDone());
    check.complete(new ConfigReload.Check.Sound("changes: grid", () -> applied++));
    inbox.take(NOW);
    assertEquals("changes: grid", answer.join().reason());
  }

  @Test
  void nobody_on_the_broker_passes_for_the_page() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    put("from/page/limit-export", "a", "1000");
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(Event.Kind.COMMAND_REFUSED, events.getFirst().kind());
  }

  @Test
  void nobody_on_the_broker_passes_for_the_fleet() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    put("from/fleet/limit-export", "a", "1000");
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(Event.Kind.COMMAND_REFUSED, events.getFirst().kind());
  }

  @Test
  void a_command_of_the_fleet_is_taken_with_its_source_in_the_event() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    assertTrue(submit(inbox, "from/fleet/limit-export", "a", "1000").accepted());
    assertEquals("command/from/fleet/limit-export", events.getFirst().code());
  }

  @Test
  void a_dry_run_is_judged_like_a_command_and_changes_nothing() {
    List<String> noted = new ArrayList<>();
    CommandInbox inbox =
        inbox(
            (id, lasting, restricts, now) -> {
              noted.add(id);
              return Optional.empty();
            });
    assertTrue(submit(inbox, "from/fleet/limit-export", "a", "1000").accepted());
    events.clear();
    CompletableFuture<CommandResult> good =
        queue.tryOut("from/fleet/limit-export", payload("b", "500"));
    CompletableFuture<CommandResult> bad =
        queue.tryOut("from/fleet/limit-export", payload("c", "-1"));
    CompletableFuture<CommandResult> prices =
        queue.tryOut(
            "from/fleet/prices",
            payload(
                "d",
                "{\"start\":\"%s\",\"slotS\":3600,\"importPerKwh\":[1]}".formatted(NOW.instant())));
    CompletableFuture<CommandResult> reload =
        queue.tryOut("from/fleet/reload", payload("e", "true"));
    assertEquals(List.of(new SiteCommand.LimitExport(1000)), inbox.take(NOW).all());
    assertTrue(good.join().accepted());
    assertTrue(good.join().reason().startsWith("replaces from/fleet/limit-export a"), "" + good);
    assertFalse(bad.join().accepted());
    assertTrue(prices.join().accepted(), prices.join().toString());
    assertTrue(reload.join().accepted());
    assertEquals(List.of("a"), noted, "no id is used up");
    assertEquals(List.of(), events);
    assertEquals(0, applied);
  }

  @Test
  void removing_a_retained_command_from_the_broker_is_no_command() {
    CommandInbox inbox = inbox((id, lasting, restricts, now) -> Optional.empty());
    String topic = MqttTopics.of(site).prefix() + "command/limit-export";
    port.put(new Message(topic, new byte[0], true));
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(List.of(), events);
    port.put(new Message(topic, payload("a", "1000"), true));
    port.put(new Message(topic, new byte[0], false));
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(
        List.of(Event.Kind.COMMAND_REFUSED, Event.Kind.COMMAND_REFUSED),
        events.stream().map(Event::kind).toList());
  }

  @Test
  void a_flood_of_submissions_and_the_end_of_control_are_answered() {
    CompletableFuture<CommandResult> first = queue.submit("mode", payload("a", "\"hold\""));
    CompletableFuture<CommandResult> last = first;
    for (int i = 0; i < 40; i++) {
      last = queue.submit("mode", payload("b" + i, "\"hold\""));
    }
    assertEquals("too many at once", last.join().reason());
    assertFalse(first.isDone());
    queue.close();
    assertEquals("control is ending", first.join().reason());
    assertFalse(queue.submit("mode", payload("c", "1")).join().accepted());
  }

  private CommandResult submit(CommandInbox inbox, String name, String id, String value) {
    CompletableFuture<CommandResult> answer = queue.submit(name, payload(id, value));
    inbox.take(NOW);
    return answer.join();
  }

  private CommandInbox inbox(CommandProcessor.Ledger ledger) {
    MqttTopics topics = MqttTopics.of(site);
    return new CommandInbox(
        port,
        topics,
        queue,
        new CommandProcessor(site, name -> true, ledger),
        new Reporter(
            port, StoreAndForward.keepingNothing(port), topics, Duration.ofSeconds(1), events::add),
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
    port.put(
        new Message(MqttTopics.of(site).prefix() + "command/" + name, payload(id, value), false));
  }

  private static byte[] payload(String id, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":%s}"
        .formatted(id, NOW.instant(), value)
        .getBytes(UTF_8);
  }
}
