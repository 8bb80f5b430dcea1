package io.spikewatt.controller.report;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.plan.PlanOutlook;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiConsumer;

/**
 * A plan's outlook in one sentence.
 *
 * @param zone for times of day
 * @param currency of what is saved
 */
public record OutlookText(ZoneId zone, String currency) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Smaller amounts are left out, in the currency. */
  private static final double LEAST = 0.005;

  /** The sentence; empty if there is nothing to say. */
  public String of(PlanOutlook outlook, Language language) {
    StringJoiner parts = new StringJoiner(", ");
    BiConsumer<String, Map<String, ?>> add =
        (key, values) -> parts.add(language.text(new Phrase("outlook." + key, values)));
    outlook.fullAt().ifPresent(at -> add.accept("full-at", Map.of("time", time(at))));
    outlook
        .dawn()
        .ifPresent(
            dawn ->
                add.accept(
                    "sunrise", Map.of("pct", Math.round(dawn.socPct()), "time", time(dawn.at()))));
    outlook
        .saves()
        .ifPresent(
            saves -> {
              if (Math.abs(saves) >= LEAST) {
                String amount = language.number("%.2f ", Math.abs(saves)) + currency;
                add.accept(saves > 0 ? "saves" : "costs", Map.of("amount", amount));
              }
            });
    return parts.toString();
  }

  private String time(Instant at) {
    return TIME.format(at.atZone(zone));
  }
}
