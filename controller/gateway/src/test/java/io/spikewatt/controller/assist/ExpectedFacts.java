package io.spikewatt.controller.assist;

import static io.spikewatt.config.words.Language.ENGLISH;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmAdvice;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.decision.DecisionHeadline;
import io.spikewatt.controller.history.DayTotals;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.WhatIf;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.guard.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** Facts of the questions, from the history's tables, the plan and the cycle. */
final class ExpectedFacts {

  private final RecordedMonth month;
  private final SiteFacts site;
  private final SiteReading reading;

  ExpectedFacts(RecordedMonth month, SiteFacts site) {
    this.month = month;
    this.site = site;
    this.reading = site.reading();
  }

  /** A period of time. */
  private record Span(Instant from, Instant to) {}

  /** Texts that an answer must hold. */
  List<String> texts(JsonTree fact) throws IOException, SQLException {
    return switch (fact.text("fact")) {
      case "point" -> point(fact);
      case "mean",
          "energy",
          "highest",
          "average",
          "weighted",
          "hours-below",
          "known-hours",
          "reversals",
          "share" ->
          history(fact);
      case "price" -> List.of(number(100 * price(fact), 1) + " ct/kWh");
      case "decision" -> decision(fact);
      case "cost" -> numbers(fact, cost(fact.text("course"), fact.find("of").orElseThrow()));
      case "dearest-day" -> dearest(fact);
      case "difference" -> numbers(fact, difference(fact));
      case "bound-span" -> boundSpan(fact);
      case "limit" -> List.of(setBy());
      case "in-force" -> inForce(fact);
      case "configured" -> configured(fact.text("key"));
      case "finding" -> finding(fact);
      case "alarm" -> alarm(fact);
      case "device" -> device(fact);
      case "plan" -> plan(fact, reading.plan().orElseThrow(), fact.text("field"));
      case "planned" -> throw new IllegalStateException("needs the question");
      case "forecast" -> forecast(fact);
      case "forecast-record" -> numbers(fact, record(fact, true).orElseThrow());
      case "forecast-error" -> numbers(fact, record(fact, false).orElseThrow());
      case "last-known" -> List.of(time(lastPrice()));
      default -> throw new IllegalStateException("no such fact: " + fact.text("fact"));
    };
  }

  /** Facts of a what-if. */
  List<String> planned(JsonTree fact, JsonTree arguments) throws IOException {
    WhatIf.Answer answer = month.control().plans().suppose(supposition(arguments));
    if (!(answer instanceof WhatIf.Answer.Compared both)) {
      throw new IllegalStateException(answer.toString());
    }
    String field = fact.text("field");
    if (field.equals("difference")) {
      return numbers(fact, both.supposed().expectedCost() - both.present().expectedCost());
    }
    boolean base = field.startsWith("base.");
    return plan(
        fact, base ? both.present() : both.supposed(), field.substring(field.indexOf('.') + 1));
  }

  /** The number that the answer's document has, and the difference of two plans made here. */
  List<String> proposal(JsonTree fact, ToolResult result) throws IOException {
    if (!(result instanceof ToolResult.Answer answer)) {
      throw new IllegalStateException(result.toString());
    }
    if (fact.text("part").equals("id")) {
      return List.of(JsonTree.of(answer.document()).text("proposal"));
    }
    Supposition off = Supposition.NONE.withCar(Supposition.CarWish.in("ev1", ChargingMode.OFF));
    if (!(month.control().plans().suppose(off) instanceof WhatIf.Answer.Compared both)) {
      throw new IllegalStateException("no comparison");
    }
    return numbers(fact, both.supposed().expectedCost() - both.present().expectedCost());
  }

  private static Supposition supposition(JsonTree arguments) {
    Optional<Supposition.PriceStep> price =
        arguments
            .find("import_price_per_kwh")
            .map(
                flat ->
                    new Supposition.PriceStep(
                        0, Double.parseDouble(flat.text()), Instant.MIN, Instant.MAX));
    return new Supposition(
        price,
        Optional.empty(),
        value(arguments, "import_limit_w"),
        value(arguments, "export_limit_w"),
        value(arguments, "reserve_soc_pct"),
        arguments.find("objective").map(_ -> Site.Objective.SELF_CONSUMPTION),
        arguments
            .find("car_id")
            .map(
                id ->
                    new Supposition.CarWish(
                        id.text(),
                        OptionalDouble.empty(),
                        arguments
                            .find("car_departure")
                            .map(at -> RecordedMonth.local(at.text())))));
  }

  private static OptionalDouble value(JsonTree arguments, String name) {
    return arguments.find(name).isPresent()
        ? OptionalDouble.of(arguments.number(name))
        : OptionalDouble.empty();
  }

  private static String number(double value, int decimals) {
    return BigDecimal.valueOf(Math.abs(value))
        .setScale(decimals, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private static List<String> numbers(JsonTree fact, double value) {
    double shown = fact.text("unit").equals("ct/kWh") ? 100 * value : value;
    String text = number(shown, (int) fact.number("decimals"));
    return List.of(fact.text("unit").isEmpty() ? text : text + " " + fact.text("unit"));
  }

  private static String time(Instant at) {
    ZonedDateTime local = at.atZone(RecordedMonth.ZONE);
    boolean today =
        local.toLocalDate().equals(RecordedMonth.NOW.atZone(RecordedMonth.ZONE).toLocalDate());
    return DateTimeFormatter.ofPattern(today ? "HH:mm" : "d MMMM HH:mm", Locale.ENGLISH)
        .format(local);
  }

  /** The reason of an unknown value. */
  private List<String> point(JsonTree fact) {
    Estimate estimate =
        SitePoints.of(month.site()).stream()
            .filter(point -> point.id().snake().equals(fact.text("id")))
            .map(point -> point.value().apply(reading.report().orElseThrow()))
            .findFirst()
            .orElseThrow();
    return switch (estimate) {
      case Estimate.Known known -> numbers(fact, known.value());
      case Estimate.Unknown unknown -> List.of("unknown", unknown.reason());
    };
  }

  private Span span(JsonTree of) {
    if (of.text("period").equals("span")) {
      return new Span(RecordedMonth.local(of.text("from")), RecordedMonth.local(of.text("to")));
    }
    HistoryPeriod period = HistoryPeriod.of(of.text("period")).orElseThrow();
    LocalDate first = LocalDate.parse(of.text("from"));
    return new Span(midnight(first), midnight(period.end(first)));
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(RecordedMonth.ZONE).toInstant();
  }

  private double[] rows(String series, Span span) throws IOException, SQLException {
    try (HistoryStore store = HistoryStore.reading(month.state())) {
      int slots = (int) (Duration.between(span.from, span.to).toSeconds() / 900);
      return store.column(series, span.from, slots, Duration.ofMinutes(15));
    }
  }

  private List<String> history(JsonTree fact) throws IOException, SQLException {
    if (fact.text("fact").equals("mean")) {
      Instant at = RecordedMonth.local(fact.text("at"));
      return numbers(fact, rows(fact.text("series"), new Span(at, at.plusSeconds(900)))[0]);
    }
    Span span = span(fact.find("of").orElseThrow());
    if (fact.text("fact").equals("share")) {
      return numbers(fact, share(fact.text("which"), span));
    }
    double[] rows = rows(fact.text("series"), span);
    DoubleStream known = Arrays.stream(rows).filter(Double::isFinite);
    double sign = fact.find("side").map(JsonTree::text).orElse("").equals("negative") ? -1 : 1;
    return switch (fact.text("fact")) {
      case "energy" -> numbers(fact, known.map(w -> Math.max(0, sign * w)).sum() / 4 / 1000);
      case "highest" -> highest(fact, rows, span);
      case "average" -> numbers(fact, known.average().orElseThrow());
      case "hours-below" ->
          numbers(fact, known.filter(v -> v < fact.number("below")).count() / 4.0);
      case "known-hours" -> numbers(fact, known.count() / 4.0);
      case "reversals" -> numbers(fact, reversals(rows));
      case "weighted" -> {
        double[] by = rows(fact.text("by"), span);
        double sum = 0;
        double weight = 0;
        for (int k = 0; k < rows.length; k++) {
          double w = Math.max(0, sign * by[k]);
          if (Double.isFinite(rows[k]) && Double.isFinite(w)) {
            sum += w * rows[k];
            weight += w;
          }
        }
        yield numbers(fact, sum / weight);
      }
      default -> throw new IllegalStateException(fact.text("fact"));
    };
  }

  private static List<String> highest(JsonTree fact, double[] rows, Span span) {
    int best = 0;
    for (int k = 1; k < rows.length; k++) {
      best = Double.isNaN(rows[best]) || rows[k] > rows[best] ? k : best;
    }
    return fact.find("part").isPresent()
        ? List.of(time(span.from.plusSeconds(900L * best)))
        : numbers(fact, rows[best]);
  }

  private static double reversals(double[] rows) {
    double[] strong = Arrays.stream(rows).filter(w -> Math.abs(w) >= 100).toArray();
    int count = 0;
    for (int k = 1; k < strong.length; k++) {
      count += Math.signum(strong[k]) == Math.signum(strong[k - 1]) ? 0 : 1;
    }
    return count;
  }

  private double share(String which, Span span) throws IOException, SQLException {
    boolean sufficiency = which.equals("self-sufficiency");
    double[] grid = rows("grid_w", span);
    double[] load = rows("load_w", span);
    double[] car = rows("ev_w", span);
    double[] pump = rows("heatpump1_power_w", span);
    double[] pv = rows("pv_measured_w", span);
    double part = 0;
    double whole = 0;
    for (int k = 0; k < grid.length; k++) {
      double all = sufficiency ? load[k] - car[k] - pump[k] : pv[k];
      double side = sufficiency ? Math.max(0, grid[k]) : Math.max(0, -grid[k]);
      if (Double.isFinite(all) && Double.isFinite(grid[k])) {
        part += side;
        whole += all;
      }
    }
    return 100 * Math.clamp(1 - part / whole, 0, 1);
  }

  private double price(JsonTree fact) throws IOException, SQLException {
    boolean imports = fact.text("which").equals("import");
    Instant at =
        fact.text("at").equals("now") ? RecordedMonth.NOW : RecordedMonth.local(fact.text("at"));
    Instant slot = Instant.ofEpochSecond(at.getEpochSecond() / 900 * 900);
    double row =
        rows(imports ? "import_per_kwh" : "export_per_kwh", new Span(slot, slot.plusSeconds(900)))[
            0];
    if (Double.isFinite(row)) {
      return row;
    }
    ZonedDateTime local = at.atZone(RecordedMonth.ZONE);
    return imports
        ? month.site().tariff().importPerKwh(local)
        : month.site().tariff().exportPerKwh(local);
  }

  private LoggedDecision inForceAt(String at) throws IOException, SQLException {
    Instant asked =
        at.equals("now")
            ? RecordedMonth.NOW.plusSeconds(59)
            : RecordedMonth.local(at).plusSeconds(59);
    try (HistoryStore store = HistoryStore.reading(month.state())) {
      List<LoggedDecision> all = store.decisions(asked.minusSeconds(900), asked.plusMillis(1));
      return all.getLast();
    }
  }

  private Optional<JsonTree> field(JsonTree decision, String path) {
    JsonTree at = decision;
    for (String name : path.split("\\.", -1)) {
      Optional<JsonTree> next =
          at.kind() == JsonKind.LIST
              ? at.items().stream().filter(one -> one.text("id").equals(name)).findFirst()
              : at.find(name);
      if (next.isEmpty()) {
        return next;
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private double number(JsonTree fact) throws IOException, SQLException {
    if (fact.text("fact").equals("cost")) {
      return cost(fact.text("course"), fact.find("of").orElseThrow());
    }
    JsonTree decision = JsonTree.of(inForceAt(fact.text("at")).document());
    return Double.parseDouble(field(decision, fact.text("field")).orElseThrow().text());
  }

  private double difference(JsonTree fact) throws IOException, SQLException {
    List<JsonTree> of = fact.find("of").orElseThrow().items();
    return number(of.get(0)) - number(of.get(1));
  }

  private List<String> decision(JsonTree fact) throws IOException, SQLException {
    LoggedDecision logged = inForceAt(fact.text("at"));
    if (fact.text("field").equals("headline")) {
      return List.of(
          ENGLISH.text(
              DecisionHeadline.of(logged.document()).orElseThrow(),
              month.site().reader(RecordedMonth.NOW)));
    }
    JsonTree value =
        field(JsonTree.of(logged.document()), fact.text("field"))
            .orElseThrow(() -> new IllegalStateException("no field " + fact.text("field")));
    return value.kind() == JsonKind.NUMBER && fact.find("unit").isPresent()
        ? numbers(fact, Double.parseDouble(value.text()))
        : List.of(value.text());
  }

  private double cost(String course, JsonTree of) throws IOException, SQLException {
    Span span = span(of);
    double cost = 0;
    for (Instant day = span.from; day.isBefore(span.to); ) {
      LocalDate date = day.atZone(RecordedMonth.ZONE).toLocalDate();
      Instant next = midnight(date.plusDays(1));
      cost += course.equals("measured") ? measured(date) : summed(date, course);
      day = next;
    }
    return cost;
  }

  /** Bill of a day's rows with wear, less the value of what is stored more. */
  private double measured(LocalDate date) throws IOException, SQLException {
    Span day = new Span(midnight(date), midnight(date.plusDays(1)));
    double[] grid = bridged(rows("grid_w", day));
    double[] battery = bridged(rows("battery_w", day));
    double[] imports = rows("import_per_kwh", day);
    double[] exports = rows("export_per_kwh", day);
    boolean[] credible = credible(day);
    Role.Battery role = battery();
    double bill = 0;
    for (int k = 0; k < grid.length; k++) {
      if (credible[k] && Double.isFinite(grid[k] + battery[k])) {
        double price = grid[k] > 0 ? imports[k] : exports[k];
        bill += (grid[k] * price + Math.abs(battery[k]) * role.wearPerKwh() / 2) / 4000;
      }
    }
    double[] soc = rows("battery1_soc_pct", new Span(day.from, day.to.plusSeconds(900)));
    double storedMoreKwh = (soc[soc.length - 1] - soc[0]) / 100 * role.capacityWh() / 1000;
    return bill - worth(date) * storedMoreKwh;
  }

  /** Sums of days leave out quarter hours without load or production. */
  private boolean[] credible(Span span) throws IOException, SQLException {
    double[] load = bridged(rows("load_w", span));
    double[] pv = bridged(rows("pv_measured_w", span));
    boolean[] credible = new boolean[load.length];
    for (int k = 0; k < load.length; k++) {
      credible[k] = Double.isFinite(load[k] + pv[k]);
    }
    return credible;
  }

  /** Sums of days bridge gaps of up to an hour by a straight line. */
  private static double[] bridged(double[] rows) {
    double[] whole = rows.clone();
    for (int k = 1; k < rows.length; k++) {
      int end = k;
      while (end < rows.length && Double.isNaN(rows[end])) {
        end++;
      }
      if (end > k && end - k <= 4 && end < rows.length && Double.isFinite(rows[k - 1])) {
        for (int i = k; i < end; i++) {
          double share = (i - k + 1.0) / (end - k + 1);
          whole[i] = rows[k - 1] + share * (rows[end] - rows[k - 1]);
        }
      }
      k = end;
    }
    return whole;
  }

  /** Value of a stored kWh: the month's mean price of known quarter hours after losses and wear. */
  private double worth(LocalDate date) throws IOException, SQLException {
    LocalDate first = date.withDayOfMonth(1);
    Span all = new Span(midnight(first), midnight(first.plusMonths(1)));
    boolean[] credible = credible(all);
    double[] imports = rows("import_per_kwh", all);
    double sum = 0;
    int count = 0;
    for (int k = 0; k < credible.length; k++) {
      if (credible[k]) {
        sum += imports[k];
        count++;
      }
    }
    Role.Battery role = battery();
    return sum / count * role.efficiency() - role.wearPerKwh();
  }

  private Role.Battery battery() {
    return (Role.Battery) month.site().device("battery1").orElseThrow().role();
  }

  /** Other courses are those of the table of days. */
  private double summed(LocalDate date, String course) throws IOException, SQLException {
    try (HistoryStore store = HistoryStore.reading(month.state())) {
      DayTotals day =
          store
              .days(RecordedMonth.ZONE, midnight(date), midnight(date.plusDays(1)))
              .firstEntry()
              .getValue();
      return day.costs().orElseThrow().courses().entrySet().stream()
          .filter(one -> one.getKey().key().equals(course))
          .map(Map.Entry::getValue)
          .mapToDouble(
              one -> {
                try {
                  return one.bill() - worth(date) * one.storedMoreKwh();
                } catch (IOException | SQLException e) {
                  throw new IllegalStateException(e);
                }
              })
          .sum();
    }
  }

  private List<String> dearest(JsonTree fact) throws IOException, SQLException {
    JsonTree of = fact.find("of").orElseThrow();
    LocalDate best = LocalDate.MIN;
    double most = Double.NEGATIVE_INFINITY;
    LocalDate first = LocalDate.parse(of.text("from"));
    for (LocalDate day = first; day.isBefore(first.plusDays(7)); day = day.plusDays(1)) {
      double cost =
          cost("measured", JsonTree.of("{\"period\":\"day\",\"from\":\"%s\"}".formatted(day)));
      if (cost > most) {
        most = cost;
        best = day;
      }
    }
    return fact.text("part").equals("date")
        ? List.of(DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH).format(best))
        : numbers(fact, most);
  }

  private List<String> boundSpan(JsonTree fact) throws IOException, SQLException {
    Span span = span(fact.find("of").orElseThrow());
    List<Instant> times = new ArrayList<>();
    try (HistoryStore store = HistoryStore.reading(month.state())) {
      for (LoggedDecision one : store.decisions(span.from, span.to)) {
        for (JsonTree setpoint :
            JsonTree.of(one.document()).find("setpoints").orElseThrow().items()) {
          if (setpoint.text("reason").contains(fact.text("bound"))
              || setpoint.text("limitedBy").contains(fact.text("bound"))) {
            times.add(one.at());
          }
        }
      }
    }
    return List.of(time(fact.text("part").equals("from") ? times.getFirst() : times.getLast()));
  }

  private String setBy() {
    return "set by: "
        + Phrase.of(
                "set-by."
                    + reading
                        .report()
                        .orElseThrow()
                        .limits()
                        .importWhy()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'))
            .english();
  }

  private List<String> inForce(JsonTree fact) {
    ActiveCommand one =
        reading.commands().counting().stream()
            .filter(command -> command.command().key().equals(fact.text("command")))
            .findFirst()
            .orElseThrow();
    return switch (fact.text("part")) {
      case "sender" -> List.of(one.sender());
      case "until" -> List.of(time(one.until().orElseThrow()));
      default ->
          numbers(fact, (double) Objects.requireNonNull(one.command().fields().get("value")));
    };
  }

  private List<String> configured(String key) {
    Role.Battery battery = (Role.Battery) month.site().device("battery1").orElseThrow().role();
    double value =
        switch (key) {
          case "grid.import-limit-w" -> month.site().grid().importLimitW();
          case "control.reserve-soc-pct" -> month.site().control().reserveSocPct();
          case "devices.dso-contact.limit-contact.import-limit-w" -> 4200;
          case "devices.battery1.battery.capacity-wh" -> battery.capacityWh();
          case "devices.battery1.battery.charge-w" -> battery.chargeW();
          default -> throw new IllegalStateException(key);
        };
    return List.of(number(value, 0));
  }

  private List<String> finding(JsonTree fact) {
    LoadedSite.Failed failed = (LoadedSite.Failed) site.file();
    var first = failed.problems().getFirst();
    return List.of(fact.text("part").equals("line") ? "Line " + first.line() : first.expected());
  }

  private List<String> alarm(JsonTree fact) {
    String code = fact.text("code");
    Phrase alarm = reading.alarms().get(code);
    if (alarm == null) {
      throw new IllegalStateException("no alarm " + code + " in " + reading.alarms().keySet());
    }
    var reader = month.site().reader(RecordedMonth.NOW);
    return switch (fact.text("part")) {
      case "text" -> List.of(ENGLISH.text(alarm, reader));
      case "advice" -> List.of(ENGLISH.text(AlarmAdvice.of(code, alarm).orElseThrow(), reader));
      default -> List.of("13:42");
    };
  }

  private List<String> device(JsonTree fact) {
    if (fact.text("part").equals("state")) {
      return reading.devices().stream()
          .filter(device -> device.id().equals(fact.text("id")))
          .flatMap(device -> device.fault().stream())
          .toList();
    }
    for (Verdict verdict : reading.report().orElseThrow().verdicts()) {
      if (verdict instanceof Verdict.Approved approved
          && approved.setpoint().signal().deviceId().equals(fact.text("id"))) {
        return numbers(fact, approved.setpoint().value());
      }
    }
    throw new IllegalStateException("no setpoint");
  }

  private List<String> plan(JsonTree fact, Plan plan, String field) throws IOException {
    JsonTree document =
        JsonTree.of(
            new String(
                Payloads.plan(plan, PlanOutlook.of(plan, month.site(), RecordedMonth.NOW)), UTF_8));
    if (field.equals("unmet")) {
      List<String> texts = new ArrayList<>(List.of(String.valueOf(plan.unmet().size())));
      plan.unmet().forEach(one -> texts.add(one.english()));
      return texts;
    }
    if (field.endsWith(".atDeparture")) {
      Instant departure =
          fact.text("field").startsWith("changed")
              ? RecordedMonth.local("2026-11-02T05:00")
              : RecordedMonth.local("2026-11-02T07:00");
      double[] level = plan.schedule().stored(AssetSeries.EV).orElseThrow().level();
      return numbers(
          fact, level[(int) (Duration.between(plan.start(), departure).toSeconds() / 900)]);
    }
    if (field.startsWith("first.")) {
      List<JsonTree> watts = document.find(field.split("\\.", -1)[1]).orElseThrow().items();
      for (int k = 0; k < watts.size(); k++) {
        double value = Double.parseDouble(watts.get(k).text());
        if (value < -100) {
          return fact.text("part").equals("time")
              ? List.of(time(plan.start(k)))
              : numbers(fact, plan.schedule().powerW(AssetSeries.BATTERY)[k]);
        }
      }
      throw new IllegalStateException("the plan has no " + field);
    }
    String[] words = field.split("\\.", -1);
    JsonTree value = field(document, words[0]).orElseThrow();
    if (value.kind() == JsonKind.LIST) {
      double[] all =
          value.items().stream().mapToDouble(one -> Double.parseDouble(one.text())).toArray();
      return numbers(
          fact,
          switch (words[1]) {
            case "lowest" -> Arrays.stream(all).min().orElseThrow();
            case "highest" -> Arrays.stream(all).max().orElseThrow();
            default -> all[0];
          });
    }
    JsonTree last = field(document, field).orElseThrow();
    return fact.find("unit").isPresent()
        ? numbers(fact, Double.parseDouble(last.text()))
        : List.of(time(Instant.parse(last.text())));
  }

  private List<String> forecast(JsonTree fact) throws IOException {
    JsonTree document = JsonTree.of(Objects.requireNonNull(site.forecasts().get(Forecasted.PV)));
    if (!fact.text("field").equals("mean")) {
      double value = document.number(fact.text("field"));
      return numbers(fact, fact.text("field").equals("coverage") ? 100 * value : value);
    }
    Span span = span(fact.find("of").orElseThrow());
    Instant origin = Instant.parse(document.text("origin"));
    List<JsonTree> means = document.find("mean").orElseThrow().items();
    double wh = 0;
    for (int k = 0; k < means.size(); k++) {
      Instant at = origin.plusSeconds(900L * k);
      if (!at.isBefore(span.from) && at.isBefore(span.to)) {
        wh += Double.parseDouble(means.get(k).text()) / 4;
      }
    }
    return numbers(fact, wh / 1000);
  }

  private OptionalDouble record(JsonTree fact, boolean energy) throws IOException, SQLException {
    Span span = span(fact.find("of").orElseThrow());
    Map<Long, Double> medians = new HashMap<>();
    try (HistoryStore store = HistoryStore.reading(month.state())) {
      for (LoggedDecision one : store.decisions(span.from, span.to)) {
        Optional<JsonTree> band = field(JsonTree.of(one.document()), fact.text("forecast"));
        long slot = Duration.between(span.from, one.at()).toSeconds() / 900;
        if (band.isPresent()) {
          medians.putIfAbsent(slot, Double.parseDouble(band.get().text()));
        }
      }
    }
    if (energy) {
      return OptionalDouble.of(
          medians.values().stream().mapToDouble(Double::doubleValue).sum() / 4 / 1000);
    }
    double[] rows = rows(fact.text("series"), span);
    return medians.entrySet().stream()
        .filter(one -> Double.isFinite(rows[one.getKey().intValue()]))
        .mapToDouble(one -> Math.abs(one.getValue() - rows[one.getKey().intValue()]))
        .average();
  }

  private static Instant lastPrice() {
    return RecordedMonth.local("2026-11-02T00:00");
  }
}
