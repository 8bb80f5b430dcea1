package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivacyBudgetTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Moment NOW = at("2026-11-28T02:00:00Z");

  @TempDir private Path directory = Path.of("");
  private final List<String> problems = new ArrayList<>();

  /** A clock without jumps. */
  private static Moment at(String wall) {
    Instant instant = Instant.parse(wall);
    return new Moment(Duration.between(Instant.EPOCH, instant).toNanos(), instant);
  }

  /** A round whose sum has so much noise, in clips, if a third drops out. */
  private static RoundTerms round(long number, double noise) {
    RoundTerms terms = new RoundTerms(number, 0, "f", 12, 6, 2, 0);
    return new RoundTerms(
        number, 0, "f", 12, 6, 2, noise * terms.clip() / Math.sqrt(terms.needed()));
  }

  private PrivacyBudget budget(double limit) {
    return PrivacyBudget.in(directory, ZONE, OptionalDouble.of(limit), problems::add);
  }

  private static RoundRefusal.Cause refused(PrivacyBudget budget, RoundTerms terms, Moment now) {
    return assertThrows(RoundRefusal.class, () -> budget.spend(terms, now)).reason();
  }

  @Test
  void rounds_are_counted_until_the_next_one_would_cost_too_much() throws Exception {
    PrivacyBudget budget = budget(2);
    double before = 0;
    for (int round = 1; round <= 3; round++) {
      PrivacySpent spent = budget.spend(round(round, 6), NOW);
      assertEquals(round, spent.rounds());
      assertTrue(spent.epsilon() > before, spent.toString());
      before = spent.epsilon();
    }
    assertEquals(RoundRefusal.Cause.OVER_BUDGET, refused(budget, round(4, 1), NOW));
    assertEquals(before, budget.spent(NOW).epsilon());
  }

  @Test
  void a_restart_forgets_nothing() throws Exception {
    double spent = budget(2).spend(round(1, 4), NOW).epsilon();
    assertEquals(spent, budget(2).spent(NOW).epsilon());
    assertEquals(List.of(), problems);
  }

  @Test
  void a_month_begins_anew_by_the_sites_calendar_once_the_clock_has_shown_it_for_a_day()
      throws Exception {
    PrivacyBudget budget = budget(2);
    PrivacySpent _ = budget.spend(round(1, 4), NOW);
    assertTrue(budget.spent(at("2026-11-30T22:59:00Z")).epsilon() > 0);
    assertTrue(budget.spent(at("2026-11-30T23:00:00Z")).epsilon() > 0);
    assertTrue(budget.spent(at("2026-12-01T22:59:00Z")).epsilon() > 0);
    assertEquals(0, budget.spent(at("2026-12-01T23:00:00Z")).epsilon());
  }

  @Test
  void a_round_without_noise_is_declined_where_there_is_a_limit() throws Exception {
    assertEquals(RoundRefusal.Cause.OVER_BUDGET, refused(budget(100), round(1, 0), NOW));
    PrivacyBudget free = new PrivacyBudget(KeptValues.inMemory(), ZONE, OptionalDouble.empty());
    PrivacySpent spent = free.spend(round(1, 0), NOW);
    assertEquals(0, spent.rounds());
    assertEquals(1, spent.maskedOnly());
  }

  @Test
  void a_line_that_nobody_can_read_counts_as_a_month_that_is_spent() throws Exception {
    PrivacySpent _ = budget(2).spend(round(1, 4), NOW);
    Path file = directory.resolve("fleet/privacy.properties");
    Files.writeString(
        file, Files.readString(file).replaceAll("(noise-of-rounds-2026-11)=.*", "$1=x"));
    assertEquals(RoundRefusal.Cause.OVER_BUDGET, refused(budget(2), round(2, 1000), NOW));
  }

  @Test
  void nothing_is_spent_that_cannot_be_kept() throws Exception {
    Files.writeString(directory.resolve("fleet"), "a file in the place of the folder");
    PrivacyBudget budget = budget(2);
    assertEquals(RoundRefusal.Cause.OVER_BUDGET, refused(budget, round(1, 100), NOW));
    assertTrue(!problems.isEmpty());
  }
}
