import io.spikewatt.controller.evaluate.MinuteOutcome;
import io.spikewatt.controller.evaluate.NowcastEvaluation;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.score.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Losses of one forecaster, a row and window each. */
final class NowcastLosses implements NowcastEvaluation.Sink {
  private static final long BLOCK_S = 6 * 3600;

  private final Predicate<MinuteOutcome> scored;
  private final Values values;

  /** The forecast that is scored. */
  @FunctionalInterface
  interface Values {
    /** P10, P50 and P90 of a window. */
    double[] of(MinuteOutcome outcome, int window);
  }

  /** Its rows: time of issue in s, absolute error, mean pinball loss, whether it was covered. */
  record Row(long issued, double absolute, double pinball, boolean covered) {}

  private final List<List<Row>> rows = new ArrayList<>();

  NowcastLosses(Predicate<MinuteOutcome> scored, Values values) {
    this.scored = scored;
    this.values = values;
    for (int w = 0; w < Nowcast.WINDOWS; w++) {
      rows.add(new ArrayList<>());
    }
  }

  static NowcastLosses nowcast(Predicate<MinuteOutcome> scored) {
    return new NowcastLosses(
        scored,
        (o, w) -> new double[] {o.nowcast().p10()[w], o.nowcast().p50()[w], o.nowcast().p90()[w]});
  }

  @Override
  public void take(MinuteOutcome outcome) {
    for (int w = 0; w < Nowcast.WINDOWS; w++) {
      double actual = outcome.actual()[w];
      if (Double.isFinite(actual)
          && Double.isFinite(outcome.last())
          && outcome.daylight()
          && scored.test(outcome)) {
        double[] q = values.of(outcome, w);
        double pinball = Score.pinball(actual, q[0], q[1], q[2]) / 3;
        rows.get(w)
            .add(
                new Row(
                    outcome.nowcast().issuedAt().getEpochSecond(),
                    Math.abs(actual - q[1]),
                    pinball,
                    actual >= q[0] && actual <= q[2]));
      }
    }
  }

  /** Pinball loss of a window against another forecaster's on the same rows. */
  BlockBootstrap against(NowcastLosses other, int window) {
    List<Row> ours = rows.get(window);
    List<Row> others = other.rows.get(window);
    if (!ours.stream()
        .map(Row::issued)
        .toList()
        .equals(others.stream().map(Row::issued).toList())) {
      throw new IllegalStateException("rows of different minutes");
    }
    return BlockBootstrap.of(blocks(ours), blocks(others));
  }

  /** Sums of six hours each. */
  private static TreeMap<Long, Double> blocks(List<Row> rows) {
    TreeMap<Long, Double> sums = new TreeMap<>();
    rows.forEach(row -> sums.merge(row.issued / BLOCK_S, row.pinball, Double::sum));
    return sums;
  }

  int count(int window) {
    return rows.get(window).size();
  }

  double mae(int window) {
    return rows.get(window).stream().mapToDouble(Row::absolute).average().orElse(Double.NaN);
  }

  double pinball(int window) {
    return rows.get(window).stream().mapToDouble(Row::pinball).average().orElse(Double.NaN);
  }

  double coverage(int window) {
    return rows.get(window).stream().mapToDouble(r -> r.covered() ? 1 : 0).average().orElse(0);
  }
}
