package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands hold until they expire, whatever ends and starts in between. */
class CommandsOverRestartTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final SiteCommand LIMIT = new SiteCommand.LimitImport(2500);

  @TempDir Path directory;
  private HistoryStore store;
  private CommandProcessor processor;

  @BeforeEach
  void start() {
    restart(right(0, 0), name -> true);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Moment right(int minutesOn, int minutes) {
    return new Moment(minutesOn * 60_000_000_000L, after(minutes));
  }

  private List<CommandResult> restart(Instant now, Predicate<String> allowed) {
    return restart(CommandedSite.at(now), allowed);
  }

  private List<CommandResult> restart(Moment now, Predicate<String> allowed) {
    if (store != null) {
      store.close();
    }
    store = HistoryStore.open(directory);
    HistoryBuffer history = new HistoryBuffer(store);
    processor = new CommandProcessor(CommandedSite.site(), allowed, history::noteCommand);
    return processor.restore(history.keptCommands(), now);
  }

  private CommandResult give(String name, String id, Instant now, String value) {
    String payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":3000,\"value\":%s}"
            .formatted(id, NOW, value);
    return processor.process(
        name, new Message("", payload.getBytes(UTF_8), false), CommandedSite.at(now));
  }

  private ActiveCommands active(Instant now) {
    return processor.active(CommandedSite.at(now));
  }

  private static Instant after(int minutes) {
    return NOW.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void what_holds_holds_after_a_restart_for_what_is_left_of_its_time() {
    give("limit-import", "a", NOW, "2500");
    give("mode", "b", NOW, "\"hold\"");
    give("setpoint/battery1", "c", NOW, "-1000");
    List<CommandResult> restored = restart(after(20), name -> true);
    assertEquals(3, restored.size());
    assertTrue(restored.stream().allMatch(CommandResult::accepted), restored::toString);
    ActiveCommands active = active(after(20));
    assertEquals(after(50), active.counting().getFirst().until().orElseThrow());
    assertTrue(active.all().contains(new SiteCommand.SetMode(RequestedMode.HOLD)));
    assertTrue(active.all().contains(new SiteCommand.DeviceSetpoint("battery1", -1000, false)));
    assertEquals(List.of(), active(after(50)).all());
    assertEquals(List.of(), restart(after(51), name -> true), "expired ones are dropped");
  }

  @Test
  void what_arrived_in_time_holds_after_a_restart_long_after() {
    String payload =
        "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":3000,\"arriveWithinS\":30,\"value\":2500}"
            .formatted(NOW);
    Message message = new Message("", payload.getBytes(UTF_8), false);
    assertTrue(processor.process("limit-import", message, CommandedSite.at(NOW)).accepted());
    restart(after(20), name -> true);
    assertEquals(List.of(LIMIT), active(after(20)).all());
  }

  @Test
  void of_commands_that_replaced_each_other_the_last_one_is_restored() {
    give("limit-import", "a", NOW, "2500");
    give("limit-import", "b", NOW, "1500");
    restart(after(1), name -> true);
    assertEquals(List.of(new SiteCommand.LimitImport(1500)), active(after(1)).all());
  }

  @Test
  void a_repeated_id_that_still_holds_is_answered_with_until_when() {
    give("limit-import", "a", NOW, "2500");
    for (int restarts = 0; restarts < 2; restarts++) {
      CommandResult again = give("limit-import", "a", after(10), "2500");
      assertEquals(
          new Accepted("limit-import", "a", "2500 W", "already in force", after(50)), again);
      restart(after(10), name -> true);
    }
    assertFalse(give("limit-export", "a", after(10), "2500").accepted(), "another command");
    assertFalse(give("limit-import", "a", after(10), "4000").accepted(), "another value");
    assertEquals(List.of(LIMIT), active(after(10)).all());
    assertFalse(give("limit-import", "a", after(50), "2500").accepted(), "expired");
  }

  @Test
  void with_a_clock_that_is_behind_only_restricting_commands_are_restored() {
    give("limit-import", "a", NOW, "2500");
    give("reserve-soc", "b", NOW, "50");
    give("mode", "c", NOW, "\"self-consumption\"");
    give("setpoint/battery1", "d", NOW, "-1000");
    Instant unset = Instant.parse("1970-01-01T00:01:00Z");
    restart(new Moment(0, unset), name -> true);
    assertEquals(
        List.of(LIMIT, new SiteCommand.ReserveSoc(50, Optional.empty())),
        processor.active(new Moment(0, unset)).all());
    assertEquals(2, processor.active(right(1, 46)).all().size(), "the clock is right again");
    assertEquals(2, processor.active(right(5, 50)).all().size(), "but not settled");
    assertEquals(List.of(), processor.active(right(6, 51)).all(), "and they are judged by it");
  }

  @Test
  void a_command_that_the_new_configuration_does_not_allow_is_not_restored() {
    give("limit-import", "a", NOW, "2500");
    List<CommandResult> restored = restart(after(1), name -> !name.equals("limit-import"));
    assertTrue(restored.getFirst().reason().contains("not allowed"), restored::toString);
    assertEquals(List.of(), active(after(1)).all());
  }

  @Test
  void a_senders_command_is_restored_by_the_senders_rights() {
    give("from/operator/limit-import", "a", NOW, "2500");
    assertEquals(List.of(LIMIT), active(NOW).all());
    restart(
        after(1), new CommandRights(Set.of(), Map.of("operator", Set.of("limit-import")))::permit);
    assertEquals(List.of(LIMIT), active(after(1)).all());
    restart(
        after(1),
        new CommandRights(Set.of("limit-import"), Map.of("other", Set.of("mode")))::permit);
    assertEquals(List.of(), active(after(1)).all());
  }

  @Test
  void a_restricting_command_counts_even_if_nothing_can_be_kept() {
    store.close();
    assertTrue(give("limit-import", "a", NOW, "2500").accepted());
    assertTrue(give("mode", "b", NOW, "\"hold\"").accepted());
    CommandResult loosening = give("mode", "c", NOW, "\"auto\"");
    assertTrue(loosening.reason().contains("cannot be kept"), loosening::toString);
  }
}
