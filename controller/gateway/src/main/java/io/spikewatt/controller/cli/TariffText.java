package io.spikewatt.controller.cli;

import io.spikewatt.controller.json.JsonTree;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Coming prices for people: one line for slots with equal prices, times of the site's zone. */
final class TariffText {

  private static final DateTimeFormatter FROM =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter TO = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final List<String> PARTS = List.of("energy", "co2", "export");

  private final JsonTree answer;
  private final ZoneId zone;

  /**
   * @param answer with the slots
   */
  TariffText(JsonTree answer) {
    this.answer = answer;
    this.zone = ZoneId.of(answer.text("zone"));
  }

  /** The lines, without line ends. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "site %s: prices in %s a kWh as the plan uses them, %s"
            .formatted(answer.text("site"), answer.text("currency"), zone));
    if (answer.text("objective").equals("self-consumption")) {
      lines.add(
          "The objective is self-consumption: plans avoid import, and these prices only bill it.");
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-26s %7s   %-17s %-17s %s",
            "",
            "import",
            "of it energy",
            "CO2",
            "export"));
    List<JsonTree> slots = answer.find("slots").map(JsonTree::items).orElse(List.of());
    for (int k = 0; k < slots.size(); ) {
      int end = k + 1;
      while (end < slots.size() && isSame(slots.get(k), slots.get(end))) {
        end++;
      }
      lines.add(line(slots.get(k), slots.get(end - 1)));
      k = end;
    }
    lines.add("");
    double demand = answer.number("demandPerKw");
    if (demand > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "demand charge %.2f %s a kW of the month's highest quarter hour of import (tariff)",
              demand,
              answer.text("currency")));
    }
    lines.addAll(unpublished(slots));
    return lines;
  }

  /** Equal prices within one local day, so that each line has one date. */
  private boolean isSame(JsonTree a, JsonTree b) {
    return prices(a).equals(prices(b))
        && a.text("unpublished").equals(b.text("unpublished"))
        && local(a, "start").toLocalDate().equals(local(b, "start").toLocalDate());
  }

  private static String prices(JsonTree slot) {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%7.4f  ", slot.number("importPerKwh")));
    Map<String, JsonTree> parts = slot.find("parts").orElseThrow().fields();
    for (String name : PARTS) {
      JsonTree part = parts.get(name);
      text.append(
          part == null
              ? String.format(Locale.ROOT, " %-17s", "-")
              : String.format(
                  Locale.ROOT, " %7.4f %-9s", part.number("perKwh"), part.text("source")));
    }
    return text.toString().stripTrailing();
  }

  private String line(JsonTree first, JsonTree last) {
    return String.format(
        Locale.ROOT,
        "%-16s to %-6s %s",
        FROM.format(local(first, "start")),
        TO.format(local(last, "end")),
        prices(first));
  }

  private ZonedDateTime local(JsonTree slot, String field) {
    return Instant.parse(slot.text(field)).atZone(zone);
  }

  /** Slots without a price of their own, though others have one. */
  private List<String> unpublished(List<JsonTree> slots) {
    List<JsonTree> missing =
        slots.stream().filter(slot -> slot.text("unpublished").equals("true")).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    return List.of(
        "No prices have come for %d of %d slots, from %s on: the plan uses learnt prices, or the tariff."
            .formatted(
                missing.size(), slots.size(), FROM.format(local(missing.getFirst(), "start"))));
  }
}
