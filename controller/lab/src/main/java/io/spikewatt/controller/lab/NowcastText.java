package io.spikewatt.controller.lab;

import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.evaluate.NowcastDump;
import io.spikewatt.controller.evaluate.NowcastScores;
import io.spikewatt.controller.evaluate.NowcastTask;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.inference.graded.GradedOperations;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastTrainingResult;
import io.spikewatt.inference.score.Scores;
import io.spikewatt.inference.tree.QuantileTrees;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Result of measured nowcasts as a table or as JSON.
 *
 * @param operations of the network in the test part
 * @param trainSeconds of the nowcaster's learning
 */
record NowcastText(
    NowcastTask task,
    NowcastScores scores,
    GradedOperations operations,
    Optional<NowcastTrainingResult> learnt,
    double trainSeconds) {

  void print(PrintStream out, boolean json) {
    if (json) {
      CliCommand.json(out, this::write);
    } else {
      table(out);
    }
  }

  private void table(PrintStream out) {
    out.printf("%s: %d nowcasts from %s on%n", task.target(), scores.issued(), task.testFrom());
    out.printf("%-10s %-7s %-20s %9s %9s %9s%n", "", "window", "", "MAE", "pinball", "coverage");
    for (boolean slots : new boolean[] {false, true}) {
      for (int w = 0; w < Nowcast.WINDOWS; w++) {
        NowcastScores.Window of = slots ? scores.slotStarts(w) : scores.all(w);
        String when = slots ? "slot start" : "all";
        line(out, when, w, "nowcast", of.nowcast(), false);
        line(out, when, w, "last minute", of.last(), true);
        line(out, when, w, "mean of 15 minutes", of.mean15(), true);
        line(out, when, w, "product's first slots", of.product(), false);
      }
    }
    out.printf(
        Locale.ROOT,
        "graded spikes: %d sends, %d of %d dense operations (%.1f %%), %d of %d minutes idle%n",
        operations.sends(),
        operations.operations(),
        operations.denseOperations(),
        100 * operations.share(),
        operations.idleSteps(),
        operations.steps());
    learnt.ifPresent(
        made ->
            out.printf(
                Locale.ROOT,
                "learnt from %d minutes in %.1f s; network %d bytes%n",
                made.rows(),
                trainSeconds,
                made.model().members().network().bytes()));
  }

  private static void line(
      PrintStream out, String when, int w, String name, Optional<Scores> of, boolean point) {
    if (of.isPresent()) {
      Scores s = of.get();
      out.printf(Locale.ROOT, "%-10s %-7s %-20s %9.4f", when, NowcastDump.window(w), name, s.mae());
      if (!point) {
        out.printf(Locale.ROOT, " %9.4f %9.3f", s.pinball(), s.coverage());
      }
      out.println();
    }
  }

  private void write(JsonWriter writer) {
    writer
        .put("target", task.target())
        .put("kind", JsonWriter.word(task.kind()))
        .put("testFrom", task.testFrom())
        .put("nowcasts", scores.issued())
        .in("all", body -> windows(body, scores::all))
        .in("slotStarts", body -> windows(body, scores::slotStarts))
        .put("sends", operations.sends())
        .put("operations", operations.operations())
        .put("denseOperations", operations.denseOperations())
        .put("minutes", operations.steps())
        .put("idleMinutes", operations.idleSteps());
    learnt.ifPresent(made -> writer.in("model", body -> model(body, made)));
  }

  private void model(JsonWriter body, NowcastTrainingResult made) {
    NowcastModel model = made.model();
    body.put("id", NowcastModel.ID)
        .put("parameters", model.members().network().topology().parameters())
        .put("bytes", model.members().network().bytes())
        .exact("threshold", model.members().threshold())
        .put("trees", model.members().trees().stream().mapToInt(QuantileTrees::count).sum())
        .put("trainMinutes", made.rows())
        .exact("trainSeconds", trainSeconds);
  }

  private static void windows(JsonWriter writer, IntFunction<NowcastScores.Window> windows) {
    for (int w = 0; w < Nowcast.WINDOWS; w++) {
      NowcastScores.Window of = windows.apply(w);
      writer.in(
          NowcastDump.window(w),
          body -> {
            of.nowcast().ifPresent(s -> figures(body, s));
            of.last().ifPresent(s -> body.in("lastMinute", inner -> point(inner, s)));
            of.mean15().ifPresent(s -> body.in("meanOf15Minutes", inner -> point(inner, s)));
            of.product().ifPresent(s -> body.in("product", inner -> figures(inner, s)));
          });
    }
  }

  private static void figures(JsonWriter writer, Scores s) {
    writer
        .put("scored", s.count())
        .exact("mae", s.mae())
        .exact("rmse", s.rmse())
        .exact("pinball", s.pinball())
        .exact("coverage", s.coverage());
  }

  private static void point(JsonWriter writer, Scores s) {
    writer.exact("mae", s.mae()).exact("rmse", s.rmse()).exact("pinball", s.pinball());
  }
}
