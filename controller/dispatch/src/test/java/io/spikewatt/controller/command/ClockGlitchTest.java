package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The host's clock is wrong for a while, and then right again. */
class ClockGlitchTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final CommandProcessor processor =
      new CommandProcessor(
          CommandedSite.site(), _ -> true, (id, lasting, restricts, now) -> Optional.empty());

  @Test
  void a_clock_that_is_ahead_for_one_cycle_ends_no_command() {
    give("limit-export", "a", 3600, "0");
    assertEquals(List.of(new SiteCommand.LimitExport(0)), processor.active(at(1, 86_400)).all());
    assertEquals(List.of(new SiteCommand.LimitExport(0)), processor.active(at(3, 0)).all());
  }

  @Test
  void a_clock_that_stays_ahead_ends_it_and_one_that_turns_out_wrong_gives_a_limit_back() {
    give("limit-export", "a", 3600, "0");
    give("setpoint/battery1", "b", 3600, "1000");
    for (int s = 1; s <= 300; s++) {
      assertEquals(2, processor.active(at(s, 86_400)).all().size(), "not settled");
    }
    assertEquals(List.of(), processor.active(at(301, 86_400)).all());
    assertEquals(
        List.of(new SiteCommand.LimitExport(0)), processor.active(at(400, 0)).all(), "a limit");
    assertEquals(List.of(), processor.active(at(3630, 0)).all());
  }

  @Test
  void a_clock_that_falls_back_lets_nothing_hold_for_longer_than_it_was_to() {
    give("limit-export", "a", 3600, "0");
    assertEquals(1, processor.active(at(3600, -86_400)).all().size());
    assertEquals(List.of(), processor.active(at(3630, -86_400)).all());
  }

  @Test
  void a_start_with_a_clock_that_is_ahead_loses_no_limit() {
    KeptCommand kept = new KeptCommand("limit-export", payload("a", 3600, "0"));
    assertEquals(List.of(), processor.restore(List.of(kept), at(0, 86_400)));
    assertEquals(List.of(), processor.active(at(1, 86_400)).all());
    assertEquals(List.of(new SiteCommand.LimitExport(0)), processor.active(at(2, 0)).all());
  }

  private void give(String name, String id, int validForS, String value) {
    Message message = new Message("", payload(id, validForS, value).getBytes(UTF_8), false);
    assertTrue(processor.process(name, message, at(0, 0)).accepted());
  }

  private static String payload(String id, int validForS, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%s}"
        .formatted(id, NOW, validForS, value);
  }

  private static Moment at(int second, int ahead) {
    return new Moment(second * 1_000_000_000L, NOW.plusSeconds(second + ahead));
  }
}
