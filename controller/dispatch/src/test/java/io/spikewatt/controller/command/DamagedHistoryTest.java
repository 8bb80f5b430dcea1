package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ordered limits outlive a damaged database, because they lie in a second place. */
class DamagedHistoryTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final List<SiteCommand> ORDERED =
      List.of(
          new SiteCommand.LimitImport(3333),
          new SiteCommand.LimitExport(777),
          new SiteCommand.ReserveSoc(50, Optional.empty()));

  @TempDir Path directory;
  private HistoryStore store;
  private CommandProcessor processor;
  private List<String> notes = List.of();

  @BeforeEach
  void start() {
    open(0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void open(int second) {
    store = HistoryStore.open(directory);
    CommandLedger ledger =
        new CommandLedger(new HistoryBuffer(store), RestrictionStore.in(directory));
    processor = new CommandProcessor(CommandedSite.site(), _ -> true, ledger);
    RestrictionStore.Kept kept = ledger.kept(NOW.plusSeconds(second));
    notes = kept.notes();
    processor.restore(kept.commands(), CommandedSite.at(NOW.plusSeconds(second)));
  }

  private void damage() throws IOException {
    store.close();
    Files.deleteIfExists(directory.resolve("history.db-wal"));
    Files.write(directory.resolve("history.db"), new byte[] {1, 2, 3, 4});
  }

  private void order() {
    give("limit-import", "a", 0, "3333");
    give("from/op/limit-export", "b", 0, "777");
    give("reserve-soc", "c", 0, "50");
    give("setpoint/battery1", "d", 0, "1000");
  }

  @Test
  void limits_and_reserves_are_restored_from_their_own_file_and_it_is_said() throws IOException {
    order();
    damage();
    open(10);
    assertTrue(Files.exists(directory.resolve("history.db.broken")));
    assertEquals(3, active(10).size());
    assertTrue(active(10).containsAll(ORDERED), "" + active(10));
    assertEquals(
        List.of(
            "command/from/op/limit-export until 2026-06-02T12:00:00Z: restored from"
                + " restricting-commands.properties, because history.db does not hold it"),
        notes.stream().filter(note -> note.contains("/op/")).toList());
    assertEquals(3, notes.size());
  }

  @Test
  void with_a_sound_history_nothing_is_said_and_nothing_is_there_twice() {
    order();
    store.close();
    open(10);
    assertEquals(List.of(), notes);
    assertEquals(4, active(10).size());
  }

  @Test
  void a_hold_that_its_sender_took_back_does_not_come_again() throws IOException {
    give("mode", "a", 0, "\"hold\"");
    give("mode", "b", 0, "\"auto\"");
    damage();
    open(10);
    assertFalse(active(10).contains(new SiteCommand.SetMode(RequestedMode.HOLD)));
  }

  @Test
  void a_limit_that_could_only_be_kept_in_its_own_file_counts_after_a_restart() {
    give("limit-import", "a", 0, "3333");
    store.close();
    give("limit-import", "b", 1, "2222");
    open(10);
    assertEquals(List.of(new SiteCommand.LimitImport(2222)), active(10));
  }

  @Test
  void limits_that_have_ended_are_neither_restored_nor_mentioned() throws IOException {
    order();
    damage();
    open(86_401);
    assertEquals(List.of(), active(86_401));
    assertEquals(List.of(), notes);
  }

  private List<SiteCommand> active(int second) {
    return processor.active(CommandedSite.at(NOW.plusSeconds(second))).all();
  }

  private void give(String name, String id, int issuedS, String value) {
    String payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":86400,\"value\":%s}"
            .formatted(id, NOW.plusSeconds(issuedS), value);
    Message message = new Message("", payload.getBytes(UTF_8), false);
    CommandResult result =
        processor.process(name, message, CommandedSite.at(NOW.plusSeconds(issuedS)));
    assertTrue(result.accepted(), result.reason());
  }
}
