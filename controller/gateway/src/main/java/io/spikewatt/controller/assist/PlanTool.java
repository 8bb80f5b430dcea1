package io.spikewatt.controller.assist;

import static io.spikewatt.config.words.Language.ENGLISH;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.view.SiteReading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells what the newest plan expects. */
record PlanTool(SiteFacts facts) {

  private static final int USUAL_HOURS = 24;

  /** A whole horizon would not fit into an answer. */
  private static final int MOST_HOURS = 36;

  Tool tool() {
    return new Tool(
        "plan",
        "The plan",
        "What the newest plan expects: cost, when battery and car charge, the battery's state of charge"
            + " at sunrise and at its lowest, the car's at departure, requests that cannot be met, and"
            + " powers by quarter hour.",
        true,
        List.of(
            new ToolArgument(
                "hours",
                new ArgumentKind.Whole(1, MOST_HOURS),
                false,
                "How many hours of powers are told. Without it: 24.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    SiteReading reading = facts.reading();
    FigureWords figures = new FigureWords(reading);
    if (reading.plan().isEmpty()) {
      String why =
          reading
              .daemon()
              .waitsFor()
              .map(phrase -> ENGLISH.text(phrase, reading.site().reader(figures.now())))
              .orElse("the reason is in the alarms");
      return new AnswerText()
          .say("There is no plan yet: " + why)
          .with(body -> body.put("unknown", "no plan yet: " + why));
    }
    Plan plan = reading.plan().get();
    PlanWords words = PlanWords.of(plan, figures);
    boolean valid = plan.valid(reading.now());
    AnswerText answer = new AnswerText();
    answer.say(
        "The plan was made at %s and is%s valid until %s"
            .formatted(
                figures.time(plan.madeAt().instant()),
                valid ? "" : " no longer in force; it was",
                figures.time(plan.validUntil().instant())));
    answer.say("It expects a cost of " + words.cost() + " over its whole horizon");
    battery(answer, words, figures);
    Optional<PlanOutlook> outlook = PlanOutlook.of(plan, reading.site(), figures.now());
    outlook.ifPresent(known -> outlook(answer, known, figures));
    if (plan.schedule().stored(AssetSeries.EV).isPresent()) {
      cars(answer, words, figures);
    }
    words.unmet(answer);
    int hours = arguments.whole("hours").orElse(USUAL_HOURS);
    return answer.with(
        body -> {
          words.write(body);
          body.put("valid", valid);
          outlook
              .flatMap(PlanOutlook::dawn)
              .ifPresent(
                  dawn -> body.put("dawn_at", dawn.at()).exact("dawn_soc_pct", dawn.socPct()));
          slots(body, plan, hours);
        });
  }

  private static void battery(AnswerText answer, PlanWords words, FigureWords figures) {
    double[] soc = words.batterySocPct();
    if (soc.length == 0) {
      answer.say("The plan has no battery with a known state of charge");
      return;
    }
    answer.say(words.charges(AssetSeries.BATTERY, "the battery"));
    int lowest = 0;
    for (int k = 1; k < soc.length; k++) {
      lowest = soc[k] < soc[lowest] ? k : lowest;
    }
    answer.say(
        "The battery's lowest state of charge is %s, at %s"
            .formatted(
                FigureWords.percent(soc[lowest], 0), figures.time(words.plan().start(lowest))));
  }

  private static void outlook(AnswerText answer, PlanOutlook outlook, FigureWords figures) {
    outlook
        .dawn()
        .ifPresentOrElse(
            dawn ->
                answer.say(
                    "When the sun comes up at %s the battery has %s"
                        .formatted(figures.time(dawn.at()), FigureWords.percent(dawn.socPct(), 0))),
            () -> answer.say("The plan has no sunrise, so the charge at dawn is unknown"));
    outlook.fullAt().ifPresent(at -> answer.say("The battery is full at " + figures.time(at)));
    outlook
        .saves()
        .ifPresent(
            saved ->
                answer.say(
                    "Within a day the plan's use of the battery saves "
                        + figures.money(saved)
                        + " against plain self-consumption"));
  }

  private static void cars(AnswerText answer, PlanWords words, FigureWords figures) {
    answer.say(words.charges(AssetSeries.EV, "the car"));
    double[] worth = words.plan().schedule().stored(AssetSeries.EV).orElseThrow().perKwh();
    answer.say(
        "Another kWh in the car is worth "
            + figures.price(worth[0])
            + " to the plan now; it charges where import is cheaper than that");
    words.departures().forEach(car -> answer.say(words.car(car.id(), car.departure())));
  }

  private static void slots(JsonWriter body, Plan plan, int hours) {
    int most = Math.min(plan.slots(), (int) (hours * 3600L / plan.slot().toSeconds()));
    PlanSchedule schedule = plan.schedule();
    body.put("start", plan.start()).put("slot_s", plan.slot().toSeconds());
    put(body, SitePoints.id(BalanceTerm.GRID).snake(), schedule.gridW(), most);
    put(body, SitePoints.LOAD.snake(), schedule.loadW(), most);
    put(body, SitePoints.id(BalanceTerm.PV).snake(), schedule.pvW(), most);
    put(
        body,
        SitePoints.id(BalanceTerm.BATTERY).snake(),
        schedule.powerW(AssetSeries.BATTERY),
        most);
    put(body, SitePoints.id(BalanceTerm.EV).snake(), schedule.powerW(AssetSeries.EV), most);
    body.prices("import_per_kwh", Arrays.copyOf(schedule.importPerKwh(), most));
    body.prices("export_per_kwh", Arrays.copyOf(schedule.exportPerKwh(), most));
  }

  private static void put(JsonWriter body, String name, double[] watts, int most) {
    double[] rounded = Arrays.copyOf(watts, most);
    Arrays.setAll(rounded, k -> Math.rint(rounded[k]));
    body.put(name, rounded);
  }
}
