package io.spikewatt.controller.report;

import io.spikewatt.controller.plan.PlanOutlook;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

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
    boolean english = language == Language.ENGLISH;
    StringJoiner parts = new StringJoiner(", ");
    outlook
        .fullAt()
        .ifPresent(
            at -> parts.add((english ? "battery full at " : "Batterie voll um ") + time(at)));
    outlook
        .dawn()
        .ifPresent(
            dawn ->
                parts.add(
                    Math.round(dawn.socPct())
                        + (english ? " % at sunrise (" : " % bei Sonnenaufgang (")
                        + time(dawn.at())
                        + ")"));
    outlook
        .saves()
        .ifPresent(
            saves -> {
              String amount =
                  String.format(
                      english ? Locale.ROOT : Locale.GERMANY, "%.2f %s", Math.abs(saves), currency);
              if (saves >= LEAST) {
                parts.add(
                    english
                        ? "the next 24 h save " + amount + " against self-consumption"
                        : "die nächsten 24 h sparen " + amount + " gegenüber Eigenverbrauch");
              } else if (saves <= -LEAST) {
                parts.add(
                    english
                        ? "the next 24 h cost "
                            + amount
                            + " more than self-consumption, for outages or the peak"
                        : "die nächsten 24 h kosten "
                            + amount
                            + " mehr als Eigenverbrauch, für Netzausfälle oder die Spitze");
              }
            });
    return parts.toString();
  }

  private String time(Instant at) {
    return TIME.format(at.atZone(zone));
  }
}
