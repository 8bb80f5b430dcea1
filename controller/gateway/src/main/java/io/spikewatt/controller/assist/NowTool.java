package io.spikewatt.controller.assist;

import static io.spikewatt.config.words.Language.ENGLISH;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.guard.Verdict;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells the present powers, the mode, and why each device is set as it is.
 *
 * @param open proposals that wait for a person
 */
record NowTool(SiteFacts facts, Supplier<List<ProposalEntry>> open) {

  /** More devices are counted only. */
  private static final int MOST_DEVICES = 40;

  Tool tool() {
    return new Tool(
        "now",
        "Present state",
        "Present powers in W, states of charge, prices, mode, what the site does and why, cars, and"
            + " each device's setpoint with its reason. A positive power flows into the site: import,"
            + " production, discharge. The load is positive as consumed. Proposals that wait for a person.",
        true,
        List.of(),
        (_, _) -> answer());
  }

  private ToolResult answer() {
    SiteReading reading = facts.reading();
    AnswerText answer = new AnswerText();
    if (reading.report().isEmpty()) {
      return answer
          .say("No control cycle has run yet, so all powers are unknown")
          .with(body -> body.put("now", reading.now().instant()).put("unknown", "no cycle yet"));
    }
    CycleReport report = reading.report().get();
    FigureWords figures = new FigureWords(reading);
    PointWords words = new PointWords(figures);
    List<SitePoint> points = words.installed(report).stream().limit(MOST_DEVICES).toList();
    String headline = ENGLISH.text(report.headline(), reading.site().reader(figures.now()));
    answer.say("At " + figures.time(report.snapshot().at().instant()) + ": " + headline);
    answer.say("Mode: " + report.mode().name());
    points.forEach(point -> answer.say(words.sentence(point, report)));
    List<Verdict> setpoints = report.verdicts().stream().limit(MOST_DEVICES).toList();
    setpoints.forEach(verdict -> answer.say(SetpointWords.sentence(verdict, report)));
    List<ChargingRequest> cars =
        report.state().assets().all().stream()
            .flatMap((AssetState asset) -> asset.charging(figures.now()).stream())
            .toList();
    cars.forEach(car -> answer.say(car(car, figures)));
    List<ProposalEntry> proposals = open.get();
    proposals.forEach(one -> answer.say(proposal(one, figures)));
    return answer.with(
        body -> {
          body.put("now", figures.now())
              .put("mode", report.mode().name())
              .put("headline", headline)
              .put("doing", ENGLISH.text(report.doing(), reading.site().reader(figures.now())));
          body.in("points", all -> words.write(all, points, report));
          body.each(
              "setpoints",
              setpoints,
              (item, verdict) ->
                  item.put("id", SetpointWords.device(verdict))
                      .put("text", SetpointWords.sentence(verdict, report)));
          body.each("cars", cars, NowTool::write);
          body.each("open_proposals", proposals, NowTool::write);
        });
  }

  private static String car(ChargingRequest car, FigureWords figures) {
    return "The car at %s has %s, is to have %s, and leaves at %s"
        .formatted(
            car.id(),
            FigureWords.percent(car.socPct(), 0),
            FigureWords.percent(car.targetPct(), 0),
            figures.time(car.departure()));
  }

  private static String proposal(ProposalEntry entry, FigureWords figures) {
    return "Proposal %s of client %s waits for a person until %s: %s"
        .formatted(
            entry.proposal().id(),
            entry.proposal().client(),
            figures.time(entry.proposal().expiresAt()),
            entry.proposal().command());
  }

  private static void write(JsonWriter item, ProposalEntry entry) {
    item.put("proposal", entry.proposal().id())
        .put("command", entry.proposal().command().name())
        .put("client", entry.proposal().client())
        .put("approvable_until", entry.proposal().expiresAt());
  }

  private static void write(JsonWriter item, ChargingRequest car) {
    item.put("id", car.id())
        .put("soc_pct", car.socPct())
        .put("target_pct", car.targetPct())
        .put("departure", car.departure());
  }
}
