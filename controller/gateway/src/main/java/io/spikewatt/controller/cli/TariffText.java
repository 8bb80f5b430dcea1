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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Coming prices for people: one line for slots with equal prices, times of the site's zone. */
final class TariffText {

  private static final DateTimeFormatter FROM =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter TO = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Parts of the import price in the order of the columns, with their headings. */
  private static final List<Column> COLUMNS =
      List.of(
          new Column("exchange", "exchange", true),
          new Column("energy", "energy", true),
          new Column("supplier", "supplier", false),
          new Column("taxes", "taxes", false),
          new Column("network-fee", "network", false),
          new Column("co2", "CO2", true));

  /**
   * @param hasSource whether its source differs from the site file
   */
  private record Column(String part, String heading, boolean hasSource) {

    String heading(String before) {
      return hasSource
          ? String.format(Locale.ROOT, " %-17s", before + heading)
          : String.format(Locale.ROOT, " %9s", heading);
    }

    String text(Optional<JsonTree> part) {
      String none = hasSource ? String.format(Locale.ROOT, " %-17s", "-") : " %9s".formatted("-");
      return part.map(
              of ->
                  hasSource
                      ? withSource(of)
                      : String.format(Locale.ROOT, " %9.4f", of.number("perKwh")))
          .orElse(none);
    }
  }

  private final JsonTree answer;
  private final ZoneId zone;
  private final List<JsonTree> slots;
  private final List<Column> columns;

  /**
   * @param answer with the slots
   */
  TariffText(JsonTree answer) {
    this.answer = answer;
    this.zone = ZoneId.of(answer.text("zone"));
    this.slots = answer.find("slots").map(JsonTree::items).orElse(List.of());
    Set<String> known =
        slots.stream()
            .flatMap(slot -> parts(slot).keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    // Emissions have a column in any case, which shows that they have no price.
    known.add("co2");
    this.columns = COLUMNS.stream().filter(column -> known.contains(column.part)).toList();
  }

  private static Map<String, JsonTree> parts(JsonTree slot) {
    return slot.find("importParts").map(JsonTree::items).orElse(List.of()).stream()
        .collect(Collectors.toMap(part -> part.text("part"), part -> part));
  }

  private static String withSource(JsonTree part) {
    return String.format(Locale.ROOT, " %7.4f %-9s", part.number("perKwh"), part.text("source"));
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
    lines.add(heading());
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
    lines.addAll(unpublished());
    for (JsonTree year : answer.find("networkFeesMissing").map(JsonTree::items).orElse(List.of())) {
      lines.add(
          "No network fees are known for %s: the standard fee counts.".formatted(year.text()));
    }
    return lines;
  }

  private String heading() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-26s %7s  ", "", "import"));
    for (Column column : columns) {
      text.append(column.heading(column.equals(columns.getFirst()) ? "of it " : ""));
    }
    return text.append(" export").toString();
  }

  /** Equal prices within one local day, so that each line has one date. */
  private boolean isSame(JsonTree a, JsonTree b) {
    return prices(a).equals(prices(b))
        && a.text("unpublished").equals(b.text("unpublished"))
        && local(a, "start").toLocalDate().equals(local(b, "start").toLocalDate());
  }

  private String prices(JsonTree slot) {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%7.4f  ", slot.number("importPerKwh")));
    Map<String, JsonTree> parts = parts(slot);
    for (Column column : columns) {
      text.append(column.text(Optional.ofNullable(parts.get(column.part))));
    }
    text.append(withSource(slot.find("parts").flatMap(all -> all.find("export")).orElseThrow()));
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
  private List<String> unpublished() {
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
