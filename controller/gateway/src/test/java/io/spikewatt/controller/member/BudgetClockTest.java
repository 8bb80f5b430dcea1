package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that jumps neither empties a month's account nor fills it again. */
final class BudgetClockTest {

  private static final Instant NOVEMBER = Instant.parse("2026-11-20T23:00:00Z");
  private static final Instant DECEMBER = Instant.parse("2026-12-01T00:05:00Z");

  @TempDir private Path directory = Path.of("");
  private long round;
  private long nanos;

  private PrivacyBudget budget() {
    return PrivacyBudget.in(directory, ZoneId.of("UTC"), OptionalDouble.of(3), problem -> {});
  }

  /** What the clocks show a minute later, the wall clock set to a time. */
  private Moment shown(Instant wall) {
    nanos += Duration.ofMinutes(1).toNanos();
    return new Moment(nanos, wall);
  }

  private RoundTerms next() {
    RoundTerms quiet = new RoundTerms(0, 0, "f", 12, 100, 0.5, 0);
    return new RoundTerms(
        round++, 0, "f", 12, 100, 0.5, 5 * quiet.clip() / Math.sqrt(quiet.needed()));
  }

  /** Rounds until one is refused. */
  private int rounds(PrivacyBudget budget, Instant wall) {
    for (int count = 0; ; count++) {
      try {
        PrivacySpent _ = budget.spend(next(), shown(wall));
      } catch (RoundRefusal full) {
        return count;
      }
    }
  }

  @Test
  void a_clock_that_is_in_another_month_for_a_moment_changes_nothing() {
    PrivacyBudget budget = budget();
    int november = rounds(budget, NOVEMBER);
    assertTrue(november > 0);
    double full = budget.spent(shown(NOVEMBER)).epsilon();
    for (Instant wrong :
        new Instant[] {DECEMBER, Instant.EPOCH, NOVEMBER.plus(Duration.ofDays(9000))}) {
      assertEquals(0, rounds(budget, wrong), "a jump to " + wrong);
      assertEquals(0, rounds(budget, NOVEMBER), "and back");
      assertEquals(full, budget.spent(shown(NOVEMBER)).epsilon());
    }
    assertEquals(0, rounds(budget(), DECEMBER), "nor after a restart");
  }

  @Test
  void a_month_that_the_clock_shows_for_a_day_begins_with_what_was_counted_for_it()
      throws Exception {
    PrivacyBudget budget = budget();
    PrivacySpent _ = budget.spend(next(), shown(NOVEMBER));
    PrivacySpent _ = budget.spend(next(), shown(DECEMBER));
    assertEquals(2, budget.spent(shown(DECEMBER)).rounds());
    Moment later = new Moment(nanos, DECEMBER);
    for (int minutes = 0; minutes <= 24 * 60; minutes++) {
      later = later.plus(Duration.ofMinutes(1));
      PrivacySpent _ = budget.spent(later);
    }
    assertEquals(1, budget.spent(later).rounds());
  }

  @Test
  void a_clock_that_jumps_on_within_the_new_month_is_not_yet_believed() {
    PrivacyBudget budget = budget();
    assertTrue(rounds(budget, NOVEMBER) > 0);
    assertEquals(0, rounds(budget, DECEMBER));
    assertEquals(0, rounds(budget, DECEMBER.plus(Duration.ofDays(20))));
  }

  @Test
  void a_restart_does_not_begin_the_day_of_doubt_anew() {
    PrivacyBudget first = budget();
    assertTrue(rounds(first, NOVEMBER) > 0);
    assertEquals(0, rounds(first, DECEMBER));
    assertEquals(0, rounds(budget(), DECEMBER.plus(Duration.ofHours(23))));
    assertTrue(rounds(budget(), DECEMBER.plus(Duration.ofHours(25))) > 0);
  }

  @Test
  void a_file_of_an_earlier_release_keeps_its_month() throws Exception {
    PrivacyBudget _ = budget();
    Files.createDirectories(directory.resolve("fleet"));
    Files.writeString(
        directory.resolve("fleet/privacy.properties"), "month=2026-11\nnoise-of-rounds=5.0 5.0\n");
    assertEquals(2, budget().spent(shown(NOVEMBER)).rounds());
    PrivacySpent _ = budget().spend(next(), shown(NOVEMBER));
    assertEquals(3, budget().spent(shown(NOVEMBER)).rounds());
  }

  @Test
  void reports_are_counted_as_rounds_are() throws Exception {
    PrivacyBudget free =
        new PrivacyBudget(KeptValues.inMemory(), ZoneId.of("UTC"), OptionalDouble.empty());
    SplittableRandom random = new SplittableRandom(1);
    for (int report = 1; report <= PrivacyBudget.MOST_REPORTS; report++) {
      assertTrue(free.report(true, random, shown(NOVEMBER)));
      assertFalse(free.spent(shown(NOVEMBER)).reports() < report);
    }
    RoundRefusal refusal =
        assertThrows(RoundRefusal.class, () -> free.report(true, random, shown(NOVEMBER)));
    assertEquals(RoundRefusal.Cause.OVER_BUDGET, refusal.reason());
    assertThrows(RoundRefusal.class, () -> free.report(true, random, shown(DECEMBER)));
  }

  /** By randomized response: a version that is better is called worse in 27 of 100 reports. */
  @Test
  void a_report_of_a_site_with_a_limit_costs_epsilon_and_may_be_untrue() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    int said = 0;
    for (int site = 0; site < 2000; site++) {
      PrivacyBudget limited =
          new PrivacyBudget(KeptValues.inMemory(), ZoneId.of("UTC"), OptionalDouble.of(1.5));
      said += limited.report(true, random, shown(NOVEMBER)) ? 1 : 0;
      assertEquals(1, limited.spent(shown(NOVEMBER)).epsilon());
      assertThrows(RoundRefusal.class, () -> limited.report(true, random, shown(NOVEMBER)));
    }
    assertEquals(Math.E / (1 + Math.E), said / 2000.0, 0.04);
  }
}
