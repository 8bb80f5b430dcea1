package io.spikewatt.controller.assistant.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.policy.CallRate;
import io.spikewatt.controller.assistant.policy.DailyUse;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that outlives a restart, and budgets. */
class KeptAssistantStateTest {

  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

  @TempDir private Path directory = Path.of("");

  private final List<String> problems = new ArrayList<>();

  private AssistantStore store() {
    return new KeptAssistantState(directory.resolve("assistant"), problems::add);
  }

  @Test
  void a_played_state_is_read_as_it_was_kept() throws IOException {
    PlayedPeople people = new PlayedPeople(1);
    AssistantStore store = store();
    GuardPlay.Result result =
        GuardPlay.play(
            new GuardPlay.Game(people.known(), store, directory.resolve("audit")), people, 100, 5);
    assertEquals(List.of(), result.violations());
    AssistantState kept = store.load();
    assertTrue(kept.book().entries().size() > 5, kept::toString);
    assertEquals(kept, store().load());
    assertEquals(List.of(), problems);
  }

  @Test
  void a_file_that_cannot_be_read_turns_the_assistant_off() throws IOException {
    Path file = directory.resolve("assistant");
    assertTrue(store().save(AssistantState.EMPTY));
    assertEquals(AssistantState.EMPTY, store().load());
    Files.writeString(file, Files.readString(file).replace("off=false", "off=perhaps"));
    assertTrue(store().load().off());
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertTrue(store().load().off());
    assertEquals(2, problems.size(), problems::toString);
  }

  @Test
  void the_switch_is_kept() {
    AssistantState off =
        new AssistantState(ProposalBook.EMPTY, DailyUse.NONE, true, new AuditHead(3, "a"));
    assertTrue(store().save(off));
    assertEquals(off, store().load());
  }

  @Test
  void a_rate_holds_in_any_minute() {
    CallRate rate = new CallRate(3);
    Moment now = new Moment(0, NOW);
    List<Boolean> permitted = new ArrayList<>();
    for (int second : new int[] {0, 20, 40, 50, 59, 60, 61, 80}) {
      permitted.add(rate.take(now.plus(Duration.ofSeconds(second))).permitted());
    }
    assertEquals(List.of(true, true, true, false, false, true, false, true), permitted);
  }

  @Test
  void a_daily_budget_begins_anew_on_another_day() {
    DailyUse use = DailyUse.NONE.withProposal("desk", NOW).withTokens("desk", 9, NOW);
    assertEquals(new DailyUse.Used(1, 9), use.of("desk", NOW));
    assertEquals(new DailyUse.Used(0, 0), use.of("phone", NOW));
    assertEquals(new DailyUse.Used(0, 0), use.of("desk", NOW.plus(Duration.ofDays(1))));
  }
}
