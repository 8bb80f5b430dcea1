package io.spikewatt.controller.cli;

import io.spikewatt.controller.evaluate.EvaluationResult;
import io.spikewatt.controller.evaluate.ModelFigures;
import io.spikewatt.controller.evaluate.TuningResult;
import io.spikewatt.controller.report.JsonWriter;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.score.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Result of a comparison as a table or as JSON. */
final class EvaluationText {

  private EvaluationText() {}

  static void print(EvaluationResult evaluationResult, PrintStream out, boolean json) {
    if (json) {
      CliCommand.json(out, body -> write(evaluationResult, body));
    } else {
      table(evaluationResult, out);
    }
  }

  static void print(TuningResult tuningResult, PrintStream out, boolean json) {
    ValidationResult v = tuningResult.validation();
    double naive = v.mae().naive();
    if (json) {
      CliCommand.json(
          out,
          body ->
              body.put("target", tuningResult.target())
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
                  .exact("trainSeconds", tuningResult.trainSeconds()));
    } else {
      out.printf(
          Locale.ROOT,
          "%s, tuning part: MAE naive %.5g, seasonal %.5g, stack %.5g, with network %.5g%n",
          tuningResult.target(),
          naive,
          v.mae().seasonal(),
          v.mae().ridge(),
          v.mae().spiking());
    }
  }

  private static void table(EvaluationResult evaluationResult, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %d forecasts of %d steps of %d min; errors / %.5g%n",
        evaluationResult.task().target(),
        evaluationResult.task().protocol().origins(),
        evaluationResult.task().protocol().horizon(),
        evaluationResult.task().series().step().toMinutes(),
        evaluationResult.unit());
    out.printf("%-20s %8s %8s %8s %8s%n", "", "nMAE", "nRMSE", "pinball", "coverage");
    for (Map.Entry<String, Scores> other : evaluationResult.baselines().entrySet()) {
      line(out, other.getKey(), other.getValue(), evaluationResult.unit());
    }
    line(out, evaluationResult.measured(), evaluationResult.product(), evaluationResult.unit());
    out.printf(
        Locale.ROOT,
        "against the better seasonal naive: MAE %+.3f, RMSE %+.3f%n",
        evaluationResult.skill(),
        evaluationResult.skillRmse());
    if (evaluationResult.model().isPresent()) {
      ModelFigures m = evaluationResult.model().get();
      out.printf(
          Locale.ROOT,
          "%s chosen; network %d parameters, its share %.2f, linear models and trees %d; a holiday"
              + " is %.2f of a Sunday; %.0f µs a forecast, learnt in %.1f s%n",
          m.chosen().name().toLowerCase(Locale.ROOT),
          m.parameters(),
          m.blend().median(),
          m.stackParameters(),
          m.holidayShare(),
          m.inference().micros(),
          m.trainSeconds());
    } else if (evaluationResult.measured().equals(EvaluationResult.PRODUCT)) {
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

  private static void write(EvaluationResult evaluationResult, JsonWriter jsonWriter)
      throws IOException {
    jsonWriter
        .put("target", evaluationResult.task().target())
        .put("stepMinutes", evaluationResult.task().series().step().toMinutes())
        .put("origins", (long) evaluationResult.task().protocol().origins())
        .put("horizonSteps", (long) evaluationResult.task().protocol().horizon());
    scores(jsonWriter, evaluationResult.product(), evaluationResult.unit());
    jsonWriter
        .exact("skill", evaluationResult.skill())
        .exact("skillRmse", evaluationResult.skillRmse());
    jsonWriter.in(
        "baselines",
        baselines -> {
          for (Map.Entry<String, Scores> other : evaluationResult.baselines().entrySet()) {
            baselines.in(
                other.getKey(), body -> scores(body, other.getValue(), evaluationResult.unit()));
          }
        });
    if (evaluationResult.model().isPresent()) {
      ModelFigures m = evaluationResult.model().get();
      jsonWriter.in(
          "model",
          body ->
              body.put("chosen", m.chosen().name().toLowerCase(Locale.ROOT))
                  .put("parameters", (long) m.parameters())
                  .put("stackParameters", (long) m.stackParameters())
                  .exact("share", m.blend().median())
                  .exact("meanShare", m.blend().mean())
                  .exact("holidayShare", m.holidayShare())
                  .put("steps", (long) m.inference().steps())
                  .exact("spikesPerInference", m.inference().spikes())
                  .put("denseMacs", m.inference().denseMacs())
                  .exact("inferenceMicros", m.inference().micros())
                  .exact("trainSeconds", m.trainSeconds()));
    }
  }

  private static void scores(JsonWriter jsonWriter, Scores s, double unit) throws IOException {
    jsonWriter
        .put("scored", s.count())
        .exact("mae", s.mae())
        .exact("rmse", s.rmse())
        .exact("nmae", s.mae() / unit)
        .exact("pinball", s.pinball())
        .exact("coverage", s.coverage())
        .exact("openCoverage", s.openCoverage());
  }
}
