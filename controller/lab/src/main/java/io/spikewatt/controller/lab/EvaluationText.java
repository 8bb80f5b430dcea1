package io.spikewatt.controller.lab;

import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.EvaluationResult;
import io.spikewatt.controller.evaluate.ModelFigures;
import io.spikewatt.controller.evaluate.TuningResult;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.score.Scores;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Result of a comparison as a table or as JSON. */
final class EvaluationText {

  private EvaluationText() {}

  static void print(EvaluationResult result, PrintStream out, boolean json) {
    if (json) {
      CliCommand.json(out, body -> write(result, body));
    } else {
      table(result, out);
    }
  }

  static void print(TuningResult result, PrintStream out, boolean json) {
    ValidationResult v = result.validation();
    double naive = v.mae().naive();
    if (json) {
      CliCommand.json(
          out,
          body ->
              body.put("target", result.target())
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
                  .exact("trainSeconds", result.trainSeconds()));
    } else {
      out.printf(
          Locale.ROOT,
          "%s, tuning part: MAE naive %.5g, seasonal %.5g, stack %.5g, with network %.5g%n",
          result.target(),
          naive,
          v.mae().seasonal(),
          v.mae().ridge(),
          v.mae().spiking());
    }
  }

  private static void table(EvaluationResult result, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %d forecasts of %d steps of %d min; errors as shares of %.5g, %s%n",
        result.task().target(),
        result.task().protocol().origins(),
        result.task().protocol().horizon(),
        result.task().series().step().toMinutes(),
        result.unit(),
        result.task().kind().isBounded() ? "the capacity" : "the mean of the test part");
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
          "%s chosen; network %d parameters, its share %.2f, linear models and trees %d; a holiday"
              + " is %.2f of a Sunday; %.0f µs a forecast, learnt in %.1f s%n",
          m.chosen().name().toLowerCase(Locale.ROOT),
          m.parameters(),
          m.blend().median(),
          m.stackParameters(),
          m.holidayShare(),
          m.inference().micros(),
          m.trainSeconds());
    } else if (result.measured().equals(EvaluationResult.PRODUCT)) {
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

  private static void write(EvaluationResult result, JsonWriter writer) {
    writer
        .put("target", result.task().target())
        .put("stepMinutes", result.task().series().step().toMinutes())
        .put("origins", result.task().protocol().origins())
        .put("horizonSteps", result.task().protocol().horizon());
    scores(writer, result.product(), result.unit());
    writer.exact("skill", result.skill()).exact("skillRmse", result.skillRmse());
    writer.in(
        "baselines",
        baselines -> {
          for (Map.Entry<String, Scores> other : result.baselines().entrySet()) {
            baselines.in(other.getKey(), body -> scores(body, other.getValue(), result.unit()));
          }
        });
    writer.in(
        "months",
        months ->
            result
                .months()
                .forEach(
                    (month, errors) ->
                        months.in(
                            month.toString(),
                            body ->
                                body.exact("mae", errors.mae()).exact("naive", errors.naive()))));
    if (result.model().isPresent()) {
      ModelFigures m = result.model().get();
      writer.in(
          "model",
          body ->
              body.put("chosen", m.chosen().name().toLowerCase(Locale.ROOT))
                  .put("parameters", m.parameters())
                  .put("stackParameters", m.stackParameters())
                  .exact("share", m.blend().median())
                  .exact("meanShare", m.blend().mean())
                  .exact("holidayShare", m.holidayShare())
                  .put("usesWeather", m.usesWeather())
                  .put("steps", m.inference().steps())
                  .exact("spikesPerInference", m.inference().spikes())
                  .put("denseMacs", m.inference().denseMacs())
                  .exact("inferenceMicros", m.inference().micros())
                  .exact("trainSeconds", m.trainSeconds()));
    }
  }

  private static void scores(JsonWriter writer, Scores s, double unit) {
    writer
        .put("scored", s.count())
        .exact("mae", s.mae())
        .exact("rmse", s.rmse())
        .exact("nmae", s.mae() / unit)
        .exact("pinball", s.pinball())
        .exact("coverage", s.coverage())
        .exact("openCoverage", s.openCoverage());
    if (s.meanSize() > 0) {
      writer.exact("weightedQuantileLoss", s.weightedQuantileLoss());
    }
  }
}
