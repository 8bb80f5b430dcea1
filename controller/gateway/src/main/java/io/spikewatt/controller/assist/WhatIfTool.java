package io.spikewatt.controller.assist;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.Supposition.CarWish;
import io.spikewatt.controller.plan.Supposition.PriceStep;
import io.spikewatt.controller.plan.WhatIf;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells the cost of the plan with one change, beside the plan as it is. Changes nothing. */
record WhatIfTool(SiteFacts facts) {

  private static final double MOST_PRICE = 10;
  private static final double MOST_W = 1e7;

  Tool tool() {
    return new Tool(
        "what_if",
        "What if",
        "Cost of the plan with a change, calculated by the site's own planner, beside the plan as it"
            + " is. Changes nothing.",
        true,
        List.of(
            price("import_price_per_kwh", "Flat price of import in the site's currency a kWh."),
            SharedArguments.number(
                "import_price_change_pct", -100, 1000, "Change of every price of import, percent."),
            price("export_price_per_kwh", "Flat price of export in the site's currency a kWh."),
            SharedArguments.number("import_limit_w", 0, MOST_W, "Largest import, W."),
            SharedArguments.number("export_limit_w", 0, MOST_W, "Largest export, W."),
            SharedArguments.number("reserve_soc_pct", 0, 100, "State of charge to keep, percent."),
            new ToolArgument(
                "car_id", new ArgumentKind.Text(64), false, "Charger of the car, such as ev1."),
            SharedArguments.number("car_energy_wh", 0, 1e6, "Energy that the car is to get, Wh."),
            SharedArguments.time(
                "car_departure", "When the car leaves, by the site's clock: 2026-06-15T07:00."),
            new ToolArgument(
                "objective",
                new ArgumentKind.Choice(
                    Arrays.stream(Site.Objective.values()).map(JsonWriter::word).toList()),
                false,
                "Objective of the plan.")),
        (arguments, _) -> answer(arguments));
  }

  private static ToolArgument price(String name, String description) {
    return SharedArguments.number(name, -MOST_PRICE, MOST_PRICE, description);
  }

  private ToolResult answer(ToolArguments arguments) {
    FigureWords figures = new FigureWords(facts.reading());
    Optional<String> departure = arguments.text("car_departure");
    Optional<Instant> leaves = departure.flatMap(text -> instant(text, figures));
    if (departure.isPresent() && leaves.filter(at -> at.isAfter(figures.now())).isEmpty()) {
      return new ToolResult.Refusal(
          "car_departure",
          "a coming time of the site's clock such as 2026-06-15T07:00",
          FigureWords.quoted(departure.get()));
    }
    Optional<String> id = arguments.text("car_id");
    OptionalDouble energyWh = arguments.number("car_energy_wh");
    if (id.isEmpty() && (leaves.isPresent() || energyWh.isPresent())) {
      return new ToolResult.Refusal("car_id", "the charger of the car", "none");
    }
    if (arguments.number("import_price_per_kwh").isPresent()
        && arguments.number("import_price_change_pct").isPresent()) {
      return new ToolResult.Refusal(
          "import_price_change_pct", "none beside import_price_per_kwh", "both");
    }
    Optional<ChargingRequest> car = id.flatMap(one -> car(one, figures));
    if (energyWh.isPresent() && car.isEmpty()) {
      return new ToolResult.Refusal(
          "car_id", "a charger with a car of known charge", FigureWords.quoted(id.orElse("none")));
    }
    Supposition supposition =
        new Supposition(
            importPrice(arguments),
            arguments.number("export_price_per_kwh").stream()
                .mapToObj(WhatIfTool::flat)
                .findFirst(),
            arguments.number("import_limit_w"),
            arguments.number("export_limit_w"),
            arguments.number("reserve_soc_pct"),
            arguments.choice("objective").map(WhatIfTool::objective),
            id.map(one -> new CarWish(one, targetPct(car, energyWh), leaves)));
    if (supposition.equals(Supposition.NONE)) {
      return new ToolResult.Refusal("arguments", "a change", "none");
    }
    return switch (facts.suppose(supposition)) {
      case WhatIf.Answer.Refused refused ->
          new AnswerText()
              .say("Unknown: " + FigureWords.quoted(refused.why()))
              .say("Nothing was changed")
              .with(body -> body.put("unknown", FigureWords.quoted(refused.why())));
      case WhatIf.Answer.Compared compared -> compared(compared, figures, id, leaves);
    };
  }

  private static Optional<PriceStep> importPrice(ToolArguments arguments) {
    OptionalDouble flat = arguments.number("import_price_per_kwh");
    OptionalDouble change = arguments.number("import_price_change_pct");
    if (flat.isPresent()) {
      return Optional.of(flat(flat.getAsDouble()));
    }
    return change.isPresent()
        ? Optional.of(new PriceStep(1 + change.getAsDouble() / 100, 0, Instant.MIN, Instant.MAX))
        : Optional.empty();
  }

  private static PriceStep flat(double perKwh) {
    return new PriceStep(0, perKwh, Instant.MIN, Instant.MAX);
  }

  private static Site.Objective objective(String word) {
    return Arrays.stream(Site.Objective.values())
        .filter(one -> JsonWriter.word(one).equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Instant> instant(String text, FigureWords figures) {
    try {
      return Optional.of(LocalDateTime.parse(text).atZone(figures.zone()).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<ChargingRequest> car(String id, FigureWords figures) {
    return figures.reading().report().stream()
        .flatMap(cycle -> cycle.state().assets().find(id).stream())
        .flatMap(asset -> asset.charging(figures.now()).stream())
        .findFirst();
  }

  private static OptionalDouble targetPct(Optional<ChargingRequest> car, OptionalDouble energyWh) {
    if (energyWh.isEmpty() || car.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(car.get().socPctAfter(energyWh.getAsDouble()));
  }

  private static ToolResult compared(
      WhatIf.Answer.Compared compared,
      FigureWords figures,
      Optional<String> car,
      Optional<Instant> departure) {
    PlanWords base = PlanWords.of(compared.present(), figures);
    PlanWords changed = PlanWords.of(compared.supposed(), figures);
    double more = compared.billMore();
    AnswerText answer = new AnswerText();
    answer.say("Nothing was changed: this is only calculated, over the horizon of the plan");
    answer.say("As it is, the plan expects a cost of " + base.cost());
    answer.say("With the change it expects " + changed.cost());
    answer.say(
        "That is a difference of %s (%s)"
            .formatted(
                figures.money(Math.abs(more)),
                more > 0 ? "dearer with the change" : "cheaper with the change"));
    double[] soc = changed.batterySocPct();
    if (soc.length > 0) {
      answer.say(
          "With the change the battery's state of charge is between %s and %s, at the end %s percent"
                  .formatted(
                      FigureWords.percent(Arrays.stream(soc).min().orElseThrow(), 0),
                      FigureWords.percent(Arrays.stream(soc).max().orElseThrow(), 0),
                      FigureWords.number(compared.storedMorePct(), 0))
              + " points more than without");
    }
    answer.say(
        "With the change the highest import of a quarter hour is %s, as it is %s"
            .formatted(
                FigureWords.watts(changed.highestGridW()), FigureWords.watts(base.highestGridW())));
    changed
        .departures()
        .forEach(
            one ->
                answer.say(
                    changed.car(
                        one.id(),
                        car.filter(one.id()::equals)
                            .flatMap(_ -> departure)
                            .orElse(one.departure()))));
    changed.unmet(answer);
    return answer.with(
        body ->
            body.in("as_it_is", base::write)
                .in("changed", changed::write)
                .exact("cost_more", more)
                .exact("import_more_kwh", compared.importMoreKwh())
                .exact("stored_more_pct", compared.storedMorePct())
                .exact("peak_more_w", compared.peakMoreW()));
  }
}
