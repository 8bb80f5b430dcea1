package io.spikewatt.controller.page;

import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.EnergySum;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A period of the history as a table (RFC 4180), with a row for each step. An unknown value is an
 * empty cell. An apostrophe protects cells that a spreadsheet could read as a formula.
 */
final class HistoryCsv {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  private final PeriodHistory history;
  private final List<CostCourse> courses;

  private HistoryCsv(PeriodHistory history) {
    this.history = history;
    this.courses = List.copyOf(history.total().costs().cost().keySet());
  }

  static String of(PeriodHistory history) {
    return new HistoryCsv(history).text();
  }

  /** Name of the file that holds it: period and first day. */
  static String name(HistoryRequest request) {
    return "spikewatt-%s-%s.csv".formatted(request.period().word(), request.first());
  }

  private String text() {
    return Stream.concat(Stream.of(head()), history.steps().stream().map(this::row))
        .map(cells -> cells.stream().map(HistoryCsv::cell).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private List<String> head() {
    List<String> head = new ArrayList<>(List.of("start_utc", "start_local", "length_s"));
    for (EnergyFlow flow : history.flows()) {
      String name = snake(flow.key());
      head.addAll(List.of(name + "_wh", name + "_known_s"));
    }
    head.addAll(List.of("self_sufficiency_pct", "self_consumption_pct"));
    courses.forEach(course -> head.add("cost_" + snake(course.key()) + "_" + history.currency()));
    return head;
  }

  private List<String> row(PeriodHistory.Step step) {
    List<String> row = new ArrayList<>();
    row.add(step.start().toString());
    row.add(local(step.start()));
    row.add(Long.toString(step.end().getEpochSecond() - step.start().getEpochSecond()));
    for (EnergyFlow flow : history.flows()) {
      EnergySum sum = step.energies().of(flow);
      row.add(sum.isKnown() ? number(sum.wh(), 3) : "");
      row.add(Long.toString(sum.knownS()));
    }
    row.add(percent(step.energies().selfSufficiency()));
    row.add(percent(step.energies().selfConsumption()));
    for (CostCourse course : courses) {
      Double cost = step.costs().cost().get(course);
      row.add(cost == null ? "" : number(cost, 4));
    }
    return row;
  }

  private String local(Instant at) {
    return LOCAL.format(at.atZone(history.zone()));
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? number(share.getAsDouble() * 100, 1) : "";
  }

  private static String number(double value, int digits) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Keeps numbers of either sign as numbers. */
  static String cell(String text) {
    boolean formula = text.matches("(?s)[=+\\-@\\t\\r].*") && !text.matches("-?[0-9.]+");
    String safe = formula ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
