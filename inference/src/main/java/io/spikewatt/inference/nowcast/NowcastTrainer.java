package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.train.GradedTrainer;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.QuantileTreeTrainer;
import io.spikewatt.inference.tree.QuantileTrees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Learns a nowcaster from minutes: a network of graded spikes, boosted trees of quantiles, and
 * where their blend starts. Bounded: at most {@link #MAX_ROWS} minutes are learnt from, however
 * long the series are. Has no side effects, and the same minutes give the same model to the bit.
 */
public final class NowcastTrainer {
  /** Known minutes below which nothing is learnt: two days. */
  public static final int LEAST_MINUTES = 2 * 1440;

  static final int MAX_ROWS = 60_000;

  private static final int HIDDEN = 48;
  private static final int BATCH = 512;

  /** Batches for a full table of rows; fewer rows are learnt by fewer. */
  private static final int STEPS = 2000;

  private static final int LEAST_STEPS = 600;
  private static final long SEED = 1;

  private NowcastTrainer() {}

  /**
   * Learns.
   *
   * @param series parts of one site's minutes in the order of time, each without overlap; the last
   *     tenth decides when to stop and how to blend
   * @param cancelled polled often; once true, the result is empty
   * @return empty when cancelled, and when too little is known
   */
  public static Optional<NowcastModel> train(
      SeriesKind kind,
      NowcastSettings settings,
      List<MinuteSeries> series,
      BooleanSupplier cancelled) {
    return fit(kind, settings, series, cancelled).map(NowcastTrainingResult::model);
  }

  /** As {@link #train}, with what comparisons need beside the model. */
  public static Optional<NowcastTrainingResult> fit(
      SeriesKind kind,
      NowcastSettings settings,
      List<MinuteSeries> series,
      BooleanSupplier cancelled) {
    TrainingMinutes minutes = new TrainingMinutes(kind, settings);
    if (minutes.known(series) < LEAST_MINUTES || !minutes.collect(series, MAX_ROWS, cancelled)) {
      return Optional.empty();
    }
    Standardiser standardiser = minutes.standardise();
    QuantileRows rows = minutes.rows();
    int steps = Math.clamp((long) STEPS * rows.count() / MAX_ROWS, LEAST_STEPS, STEPS);
    GradedTrainer trainer =
        new GradedTrainer(rows, HIDDEN, NowcastModel.THRESHOLD, BATCH, steps, SEED);
    QuantisedGradedWeights network = trainer.train(cancelled);
    QuantileTreeTrainer treeTrainer = new QuantileTreeTrainer(rows, SEED);
    List<QuantileTrees> trees = new ArrayList<>();
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      trees.add(treeTrainer.train(w, cancelled));
    }
    if (cancelled.getAsBoolean()) {
      return Optional.empty();
    }
    NowcastModel.LearntMembers members =
        new NowcastModel.LearntMembers(network, NowcastModel.THRESHOLD, trees);
    NowcastModel.BlendStart start = new BlendFit(rows, standardiser, members).start();
    Instant from = series.getFirst().start();
    Instant to = series.getLast().end();
    boolean sky = minutes.followsSky();
    NowcastModel model =
        new NowcastModel(kind, sky, minutes.scale(), standardiser, members, start, from, to);
    return Optional.of(new NowcastTrainingResult(model, trainer.weights(), rows.count()));
  }
}
