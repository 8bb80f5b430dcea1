package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.score.ScoreAccumulator;
import io.spikewatt.inference.score.Scores;
import java.util.Arrays;
import java.util.Optional;

/**
 * Figures of nowcasts, at all minutes and at slot starts, beside the last minute, the mean of
 * fifteen and the product's first slots. All are scored on the same rows.
 */
public final class NowcastScores implements NowcastEvaluation.Sink {
  private final Column[] all = columns();
  private final Column[] slotStarts = columns();
  private long issued;

  private static Column[] columns() {
    Column[] columns = new Column[Nowcast.WINDOWS];
    Arrays.setAll(columns, w -> new Column());
    return columns;
  }

  private static final class Column {
    final ScoreAccumulator nowcast = new ScoreAccumulator();
    final ScoreAccumulator last = new ScoreAccumulator();
    final ScoreAccumulator mean15 = new ScoreAccumulator();
    final ScoreAccumulator product = new ScoreAccumulator();

    void take(MinuteOutcome outcome, int w) {
      Nowcast n = outcome.nowcast();
      double actual = outcome.actual()[w];
      nowcast.add(actual, n.p10()[w], n.p50()[w], n.p90()[w], n.mean()[w]);
      point(last, actual, outcome.last());
      point(mean15, actual, outcome.mean15());
    }

    void takeProduct(MinuteOutcome outcome, int w) {
      double actual = outcome.actual()[w];
      outcome
          .product()
          .ifPresent(
              f ->
                  product.add(
                      actual,
                      MinuteOutcome.window(f.p10(), w),
                      MinuteOutcome.window(f.p50(), w),
                      MinuteOutcome.window(f.p90(), w),
                      MinuteOutcome.window(f.mean(), w)));
    }

    private static void point(ScoreAccumulator scores, double actual, double value) {
      scores.add(actual, value, value, value, value);
    }

    Window window() {
      return new Window(nowcast.scores(), last.scores(), mean15.scores(), product.scores());
    }
  }

  /**
   * Figures of one window; each empty if there was nothing to score.
   *
   * @param last the last minute carried on
   * @param mean15 the mean of 15 minutes carried on
   * @param product the product's first slots, at slot starts only
   */
  public record Window(
      Optional<Scores> nowcast,
      Optional<Scores> last,
      Optional<Scores> mean15,
      Optional<Scores> product) {}

  @Override
  public void take(MinuteOutcome outcome) {
    issued++;
    for (int w = 0; w < Nowcast.WINDOWS; w++) {
      boolean known = Double.isFinite(outcome.actual()[w]) && Double.isFinite(outcome.last());
      if (!known || !outcome.daylight()) {
        continue;
      }
      all[w].take(outcome, w);
      if (outcome.slotStart()) {
        slotStarts[w].take(outcome, w);
        slotStarts[w].takeProduct(outcome, w);
      }
    }
  }

  /** Number of nowcasts, scored or not. */
  public long issued() {
    return issued;
  }

  public Window all(int window) {
    return all[window].window();
  }

  public Window slotStarts(int window) {
    return slotStarts[window].window();
  }
}
