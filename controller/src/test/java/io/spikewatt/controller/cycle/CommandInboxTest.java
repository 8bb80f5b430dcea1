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
import org.junit.jupiter.api.Test;

final class CommandInboxTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));

  private final Letterbox port = new Letterbox();
  private final List<Event> events = new ArrayList<>();
  private final Site site = DemoSite.usual().site();

  @Test
  void aMessageThatMeetsABugIsRefusedAndTheNextOneIsTaken() {
    CommandInbox inbox =
        inbox(
            (id, now) -> {
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
    CommandInbox inbox = inbox((id, now) -> Optional.empty());
    put("reload", "a", "true");
    assertEquals(List.of(), inbox.take(NOW).all());
    assertEquals(List.of(), inbox.take(NOW).all());
  }

  private CommandInbox inbox(CommandProcessor.Ledger ledger) {
    MqttTopics topics = MqttTopics.of(site);
    return new CommandInbox(
        port,
        topics,
        new CommandProcessor(site, name -> true, ledger),
        new Reporter(port, topics, Duration.ofSeconds(1), events::add),
        prices -> {},
        job -> {},
        () -> {
          throw new IllegalStateException("made for this test");
        });
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
