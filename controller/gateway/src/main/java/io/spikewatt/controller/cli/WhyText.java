package io.spikewatt.controller.cli;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.report.ForecastWeather;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A logged decision in words, for people; times are those of the site's zone. */
final class WhyText {

  private static final Map<String, String> ACTIONS =
      Map.of(
          "chosen", "as chosen",
          "charge", "full charge",
          "idle", "idle",
          "discharge", "full discharge");

  private static final String WORTH = "lastKwhWorth";

  private final JsonTree answer;
  private final JsonTree decision;
  private final ZoneId zone;

  /**
   * @param answer of the daemon, with a decision
   */
  WhyText(JsonTree answer) {
    this.answer = answer;
    this.decision = answer.find("decision").orElseThrow();
    this.zone = ZoneId.of(answer.text("zone"));
  }

  /** The lines, without their ends. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s to %s (%s)"
            .formatted(
                time("yyyy-MM-dd HH:mm:ss", answer.text("at")),
                time("HH:mm:ss", answer.text("until")),
                zone));
    answer
        .find("headline")
        .map(JsonTree::text)
        .filter(text -> !text.isEmpty())
        .ifPresent(lines::add);
    decision.find("doing").map(JsonTree::text).ifPresent(lines::add);
    if (!answer.text("unlogged").equals("0")) {
      lines.add(
          "%s later changes in this quarter hour have no row of their own."
              .formatted(answer.text("unlogged")));
    }
    if (decision.find("reduced").isPresent()) {
      lines.add(
          "Details of a decision are kept for 120 days; of older ones, what was done and why.");
      return lines;
    }
    lines.add("");
    decision
        .find("setpoints")
        .ifPresent(all -> all.items().forEach(one -> lines.add(setpoint(one))));
    decision
        .find("moreSetpoints")
        .ifPresent(more -> lines.add("and %s more devices".formatted(more.text())));
    decision
        .find("commands")
        .ifPresent(all -> all.items().forEach(one -> lines.add("command    " + command(one))));
    lines.add("");
    lines.add("measured   " + measured());
    lines.add("forecast   " + forecast());
    lines.add("prices     " + prices());
    lines.add("");
    lines.addAll(
        decision
            .find("costs")
            .map(this::costs)
            .orElseGet(
                () -> List.of("No costs of alternatives: " + decision.text("noCosts") + ".")));
    return lines;
  }

  private static String setpoint(JsonTree one) {
    Optional<JsonTree> refused = one.find("refused");
    if (refused.isPresent()) {
      return "%-10s refused: %s".formatted(one.text("id"), refused.get().text());
    }
    String value =
        one.fields().entrySet().stream()
            .filter(field -> !List.of("id", "reason", "limitedBy", WORTH).contains(field.getKey()))
            .map(field -> field.getKey() + " " + field.getValue().text())
            .collect(Collectors.joining(", "));
    String limited = one.find("limitedBy").map(limit -> "; " + limit.text()).orElse("");
    String worth = one.find(WORTH).map(perKwh -> "; " + worth(perKwh)).orElse("");
    return "%-10s %-24s %s%s%s"
        .formatted(one.text("id"), value, one.text("reason"), limited, worth);
  }

  private String command(JsonTree one) {
    StringBuilder text = new StringBuilder(one.text("command") + " " + one.text("value"));
    one.find("sender").ifPresent(sender -> text.append(" from ").append(sender.text()));
    one.find("until")
        .ifPresent(until -> text.append(" until ").append(time("yyyy-MM-dd HH:mm", until.text())));
    return text.toString();
  }

  private static String worth(JsonTree perKwh) {
    EnergyPrice price = new EnergyPrice(Double.parseDouble(perKwh.text()), 1);
    return new Phrase("setpoint.last-kwh", Map.of("price", price)).english();
  }

  private String measured() {
    List<String> parts = new ArrayList<>();
    for (String power : List.of("grid", "load", "pv", "wind", "battery")) {
      decision.find(power + "W").ifPresent(value -> parts.add(power + " " + watts(value.text())));
    }
    decision.find("socPct").stream()
        .flatMap(all -> all.items().stream())
        .map(one -> String.format(Locale.ROOT, "%s %.1f %%", one.text("id"), one.number("value")))
        .forEach(parts::add);
    return String.join(", ", parts);
  }

  private static String watts(String value) {
    return value.startsWith("unknown") ? value : value + " W";
  }

  private String forecast() {
    return decision.find("loadForecastW").isEmpty()
        ? "none"
        : "load %s, PV and wind %s (P50, P10 to P90)%s"
            .formatted(band("loadForecastW"), band("sourceForecastW"), weather());
  }

  /** How far predicted weather is in the forecasts, as an appendix. */
  private String weather() {
    return decision.find("weather").stream()
        .flatMap(all -> all.fields().entrySet().stream())
        .map(
            one ->
                "; %s %s"
                    .formatted(
                        one.getKey(),
                        ForecastWeather.text(
                            (int) one.getValue().number("sharePct"),
                            one.getValue().find("obstacle").map(JsonTree::text).orElse(""),
                            one.getValue().find("flaw").map(JsonTree::text).orElse(""))))
        .collect(Collectors.joining());
  }

  private String band(String name) {
    return decision
        .find(name)
        .map(
            band ->
                "%s W, %s to %s W".formatted(band.text("p50"), band.text("p10"), band.text("p90")))
        .orElse("unknown");
  }

  private String prices() {
    return decision
        .find("prices")
        .map(
            prices ->
                "import %s, export %s a kWh (%s)%s"
                    .formatted(
                        prices.text("importPerKwh"),
                        prices.text("exportPerKwh"),
                        prices.text("from")
                            + prices
                                .find("withoutPricesSince")
                                .map(
                                    since ->
                                        ", made without prices since "
                                            + time("yyyy-MM-dd HH:mm", since.text()))
                                .orElse(""),
                        prices
                            .find("storedPerKwh")
                            .map(worth -> ", a stored kWh is worth " + worth.text())
                            .orElse("")))
        .orElse("none counted, because no plan was in force");
  }

  private List<String> costs(JsonTree costs) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Expected cost until %s in %s, if the batteries had done this until %s:"
            .formatted(
                time("yyyy-MM-dd HH:mm", costs.text("until")),
                costs.text("currency"),
                time("HH:mm", answer.text("slotEnd"))));
    Optional<Double> chosen = costs.find("chosen").map(action -> action.number("cost"));
    costs
        .fields()
        .forEach(
            (name, action) -> {
              if (ACTIONS.containsKey(name)) {
                lines.add(action(ACTIONS.get(name), action, chosen));
              }
            });
    return lines;
  }

  private static String action(String name, JsonTree action, Optional<Double> chosen) {
    double cost = action.number("cost");
    String more =
        name.equals(ACTIONS.get("chosen")) || chosen.isEmpty()
            ? ""
            : String.format(Locale.ROOT, "  %+.3f", cost - chosen.get());
    return String.format(
        Locale.ROOT, "  %-15s %9.0f W %10.3f%s", name, action.number("powerW"), cost, more);
  }

  private String time(String pattern, String instant) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .format(Instant.parse(instant).atZone(zone));
  }
}
