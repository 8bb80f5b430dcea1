package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.plan.PlanOutlook;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OutlookTextTest {

  private static final OutlookText TEXT = new OutlookText(ZoneId.of("Europe/Berlin"), "EUR");

  private static final Optional<Instant> FULL = Optional.of(Instant.parse("2026-06-01T11:40:00Z"));

  private static final Optional<PlanOutlook.Dawn> DAWN =
      Optional.of(new PlanOutlook.Dawn(Instant.parse("2026-06-02T03:00:00Z"), 31.7));

  @Test
  void everything_is_told_in_local_time_and_in_both_languages() {
    PlanOutlook outlook = new PlanOutlook(FULL, DAWN, OptionalDouble.of(1.8));
    assertEquals(
        "battery full at 13:40, 32 % at sunrise (05:00), the next 24 h save 1.80 EUR against"
            + " self-consumption",
        TEXT.of(outlook, Language.ENGLISH));
    assertEquals(
        "Batterie voll um 13:40, 32 % bei Sonnenaufgang (05:00), die nächsten 24 h sparen 1,80 EUR"
            + " gegenüber Eigenverbrauch",
        TEXT.of(outlook, Language.of("de")));
  }

  @Test
  void what_is_not_known_is_left_out_and_a_loss_is_no_saving() {
    PlanOutlook nothing =
        new PlanOutlook(Optional.empty(), Optional.empty(), OptionalDouble.of(0.004));
    assertEquals("", TEXT.of(nothing, Language.ENGLISH));
    PlanOutlook loss = new PlanOutlook(Optional.empty(), Optional.empty(), OptionalDouble.of(-0.1));
    assertEquals(
        "the next 24 h cost 0.10 EUR more than self-consumption, for outages or the peak",
        TEXT.of(loss, Language.ENGLISH));
    assertEquals(
        "die nächsten 24 h kosten 0,10 EUR mehr als Eigenverbrauch, für Netzausfälle oder die"
            + " Spitze",
        TEXT.of(loss, Language.of("de")));
  }
}
