import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The daemon's forecast, blended and corrected by its record, as it is made each quarter hour and
 * as the daemon moves it each minute. Its models are learnt once; its record goes on.
 */
final class PublishedMoves {
  /** Hours ahead that are scored. */
  private static final int HOURS = 3;

  private static final int SLOT = MovingTask.SLOT;
  private static final int DAY = 96;

  /** Before the scored days, so that there is a record to blend by. */
  private static final int RECORD_DAYS = 14;

  private static final long BLOCK_S = 6 * 3600;

  private final Errors[] medians = new Errors[HOURS];
  private final Errors[] means = new Errors[HOURS];

  /** By block of six hours. */
  private record Errors(TreeMap<Long, Double> moved, TreeMap<Long, Double> made) {
    void add(long block, double ofMoved, double ofMade) {
      moved.merge(block, ofMoved, Double::sum);
      made.merge(block, ofMade, Double::sum);
    }

    BlockBootstrap gain() {
      return BlockBootstrap.of(moved, made);
    }
  }

  private PublishedMoves() {
    for (int hour = 0; hour < HOURS; hour++) {
      medians[hour] = new Errors(new TreeMap<>(), new TreeMap<>());
      means[hour] = new Errors(new TreeMap<>(), new TreeMap<>());
    }
  }

  static PublishedMoves measure(
      MovingTask task, TimeSeries history, TrainingResult trained, long seed) {
    PublishedMoves scores = new PublishedMoves();
    ServiceForecaster service =
        new ServiceForecaster(
            task.kind(),
            task.settings(),
            ModelTrainer.usual(
                task.kind(), task.settings(), LearningSettings.onGateway(task.kind()), seed),
            TrialRules.USUAL,
            Optional.empty(),
            FirstMonthForecaster.shipped(task.kind(), task.settings()));
    service.adopt(trained);
    for (MovingTask.Span span : task.scored()) {
      RunningSlot running = new RunningSlot(SLOT);
      int from = task.row(span.from());
      for (int row = Math.max(8 * DAY, from - RECORD_DAYS * DAY);
          row < task.row(span.to());
          row++) {
        Forecast made = service.forecast(history.head(row), DAY);
        for (int minute = 0; minute < SLOT; minute++) {
          int k = row * SLOT + minute;
          if (row >= from) {
            scores.score(task, history, made, service.moved(made, running), k);
          }
          running.observe(task.start().getEpochSecond() / 60 + k, task.minutes()[k]);
        }
      }
    }
    return scores;
  }

  private void score(MovingTask task, TimeSeries history, Forecast made, Forecast moved, int k) {
    long block = Math.floorDiv(task.start().getEpochSecond() + 60L * k, BLOCK_S);
    for (int lead = k % SLOT == 0 ? 0 : 1; lead < HOURS * 4 + 1; lead++) {
      int target = k / SLOT + lead;
      int hour = (target * SLOT - k) / 60;
      double actual = target < history.values().length ? history.values()[target] : Double.NaN;
      if (hour < HOURS && Double.isFinite(actual) && made.p90()[lead] > made.p10()[lead]) {
        double ofMoved = Math.abs(moved.p50()[lead] - actual);
        medians[hour].add(block, ofMoved, Math.abs(made.p50()[lead] - actual));
        double square = Math.pow(moved.mean()[lead] - actual, 2);
        means[hour].add(block, square, Math.pow(made.mean()[lead] - actual, 2));
      }
    }
  }

  /** MAE of the median after the minutes against the median at the start of the slot. */
  BlockBootstrap gain(int hour) {
    return medians[hour].gain();
  }

  void print() {
    System.out.println("as published, moved each minute against at the start of its slot:");
    for (int hour = 0; hour < HOURS; hour++) {
      System.out.printf(
          "  %d-%d h   MAE of the median %s   squared error of the mean %s%n",
          hour, hour + 1, medians[hour].gain(), means[hour].gain());
    }
  }
}
