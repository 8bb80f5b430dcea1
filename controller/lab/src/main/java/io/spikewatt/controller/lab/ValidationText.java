package io.spikewatt.controller.lab;

import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** Choice and gain of a training as text for people or as JSON. */
final class ValidationText {

  private ValidationText() {}

  /** The forecaster in a model: seasonal, ridge or spiking. */
  static String chosen(TrainedForecaster model) {
    return switch (model.chosen()) {
      case SpikingForecaster spiking -> "spiking";
      case RidgeForecaster ridge -> "ridge";
      default -> "seasonal";
    };
  }

  /** Two lines, or one if there is no record. */
  static void print(TrainedForecaster model, PrintStream out) {
    out.printf("chosen: %s (%s)%n", chosen(model), model.id());
    Optional<ValidationResult> record = model.validation();
    if (record.isEmpty()) {
      out.println("no validation: there was too little to learn from");
      return;
    }
    ValidationResult v = record.get();
    out.printf(
        Locale.ROOT,
        "validation on %d values: MAE naive day %.5g, naive week %.5g, seasonal %.5g, stack %.5g,"
            + " with network %s%n",
        v.counts().validationRows(),
        v.mae().naiveDay(),
        v.mae().naiveWeek(),
        v.mae().seasonal(),
        v.mae().ridge(),
        Double.isNaN(v.mae().spiking())
            ? "not tried"
            : String.format(Locale.ROOT, "%.5g", v.mae().spiking()));
    out.printf(
        Locale.ROOT,
        "against the better naive: MAE %+.3f, RMSE %+.3f; P10 to P90 hold %.3f%n",
        v.skill(),
        v.skillRmse(),
        v.coverage());
  }

  /** Writes {@code chosen}, and {@code validation} if there is one. */
  static void write(TrainedForecaster model, JsonWriter writer) {
    writer.put("chosen", chosen(model)).put("forecaster", model.id());
    if (model.validation().isPresent()) {
      ValidationResult v = model.validation().get();
      writer.in(
          "validation",
          inner -> {
            number(inner, "naiveDayMae", v.mae().naiveDay());
            number(inner, "naiveWeekMae", v.mae().naiveWeek());
            number(inner, "seasonalMae", v.mae().seasonal());
            number(inner, "stackMae", v.mae().ridge());
            number(inner, "spikingMae", v.mae().spiking());
            number(inner, "skill", v.skill());
            number(inner, "skillRmse", v.skillRmse());
            number(inner, "coverage", v.coverage());
            inner
                .put("parameters", v.counts().parameters())
                .put("trainingRows", v.counts().trainingRows())
                .put("validationRows", v.counts().validationRows());
          });
    }
  }

  /** Leaves out a figure that does not exist, such as a naive error without a pair to compare. */
  private static void number(JsonWriter writer, String name, double value) {
    if (Double.isFinite(value)) {
      writer.exact(name, value);
    }
  }
}
