package io.spikewatt.controller.app;

import io.spikewatt.controller.evaluate.ModelFigures;
import io.spikewatt.controller.evaluate.Result;
import io.spikewatt.controller.evaluate.Tuning;
import io.spikewatt.controller.report.Json;
import io.spikewatt.inference.forecast.Validation;
import io.spikewatt.inference.score.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Shows the result of a comparison: a table, or one JSON document. */
final class EvaluationText {

  private EvaluationText() {}

  static void print(Result result, PrintStream out, boolean json) {
    if (json) {
      out.println(new String(Json.object(body -> write(result, body)), StandardCharsets.UTF_8));
    } else {
      table(result, out);
    }
  }

  static void print(Tuning tuning, PrintStream out, boolean json) {
    Validation v = tuning.validation();
    double naive = v.mae().naive();
    if (json) {
      byte[] document =
          Json.object(
              body ->
                  body.put("target", tuning.target())
                      .in(
                          "tuning",
                          inner ->
                              inner
                                  .put("chosen", v.chosen().name().toLowerCase(Locale.ROOT))
                                  .exact("naive", naive)
                                  .exact("seasonal", v.mae().seasonal())
                                  .exact("stack", v.mae().ridge())
                                  .exact("spiking", v.mae().spiking())
                                  .exact("skill", v.skill())
                                  .exact("skillRmse", v.skillRmse())
                                  .exact("coverage", v.coverage()))
                      .exact("trainSeconds", tuning.trainSeconds()));
      out.println(new String(document, StandardCharsets.UTF_8));
    } else {
      out.printf(
          Locale.ROOT,
          "%s, tuning part: MAE naive %.5g, seasonal %.5g, stack %.5g, with network %.5g%n",
          tuning.target(),
          naive,
          v.mae().seasonal(),
          v.mae().ridge(),
          v.mae().spiking());
    }
  }

  private static void table(Result result, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %d forecasts of %d steps of %d min; errors / %.5g%n",
        result.target(),
        result.origins(),
        result.horizonSteps(),
        result.step().toMinutes(),
        result.unit());
    out.printf("%-20s %8s %8s %8s %8s%n", "", "nMAE", "nRMSE", "pinball", "coverage");
    for (Map.Entry<String, Scores> other : result.baselines().entrySet()) {
      line(out, other.getKey(), other.getValue(), result.unit());
    }
    line(out, result.measured(), result.product(), result.unit());
    out.printf(
        Locale.ROOT,
        "against the better seasonal naive: MAE %+.3f, RMSE %+.3f%n",
        result.skill(),
        result.skillRmse());
    if (result.model().isPresent()) {
      ModelFigures m = result.model().get();
      out.printf(
          Locale.ROOT,
          "%s chosen; network %d parameters, its share %.2f, linear models and trees %d; a holiday is %.2f"
              + " of a Sunday; %.0f µs a forecast, learnt in %.1f s%n",
          m.chosen().name().toLowerCase(Locale.ROOT),
          m.parameters(),
          m.share(),
          m.stackParameters(),
          m.holidayShare(),
          m.inferenceMicros(),
          m.trainSeconds());
    } else if (result.measured().equals(Result.PRODUCT)) {
      out.println("too little to learn from: the seasonal forecast was used");
    }
  }

  private static void line(PrintStream out, String name, Scores scores, double unit) {
    out.printf(
        Locale.ROOT,
        "%-20s %8.4f %8.4f %8.4f %8.3f%n",
        name,
        scores.mae() / unit,
        scores.rmse() / unit,
        scores.pinball() / unit,
        scores.coverage());
  }

  private static void write(Result result, Json json) throws IOException {
    json.put("target", result.target())
        .put("stepMinutes", result.step().toMinutes())
        .put("origins", (long) result.origins())
        .put("horizonSteps", (long) result.horizonSteps());
    scores(json, result.product(), result.unit());
    json.exact("skill", result.skill()).exact("skillRmse", result.skillRmse());
    json.in(
        "baselines",
        baselines -> {
          for (Map.Entry<String, Scores> other : result.baselines().entrySet()) {
            baselines.in(other.getKey(), body -> scores(body, other.getValue(), result.unit()));
          }
        });
    if (result.model().isPresent()) {
      ModelFigures m = result.model().get();
      json.in(
          "model",
          body ->
              body.put("chosen", m.chosen().name().toLowerCase(Locale.ROOT))
                  .put("parameters", (long) m.parameters())
                  .put("stackParameters", (long) m.stackParameters())
                  .exact("share", m.share())
                  .exact("meanShare", m.meanShare())
                  .exact("holidayShare", m.holidayShare())
                  .put("steps", (long) m.steps())
                  .exact("spikesPerInference", m.spikesPerInference())
                  .put("denseMacs", m.denseMacs())
                  .exact("inferenceMicros", m.inferenceMicros())
                  .exact("trainSeconds", m.trainSeconds()));
    }
  }

  private static void scores(Json json, Scores s, double unit) throws IOException {
    json.put("scored", s.count())
        .exact("mae", s.mae())
        .exact("rmse", s.rmse())
        .exact("nmae", s.mae() / unit)
        .exact("pinball", s.pinball())
        .exact("coverage", s.coverage())
        .exact("openCoverage", s.openCoverage());
  }
}
