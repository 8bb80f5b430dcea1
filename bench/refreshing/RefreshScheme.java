import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.refresh.LastMinutes;
import io.spikewatt.inference.refresh.RefreshOperations;
import io.spikewatt.inference.refresh.RefreshState;
import io.spikewatt.inference.refresh.StackRefresh;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One way of refreshing, the forecasts that are in force under it, and their errors. */
final class RefreshScheme {
  /** Ends of the ranges of leads, minutes from now to a target's start. */
  static final int[] LEADS = {60, 120, 240, 480, 1440};

  private static final long BLOCK_S = 6 * 3600;

  final String name;

  /** Minutes from refresh to refresh. */
  final int cadence;

  /** Leads that move between slots. */
  final int reach;

  final boolean dense;
  private final double scale;
  private final boolean lastMinutes;
  private final StackRefresh engine;
  private final RefreshState state;
  private final double[] inForce;
  private long corrections;
  private final double[] sums = new double[LEADS.length];
  private final long[] counts = new long[LEADS.length];
  private final List<TreeMap<Long, Double>> blocks =
      Stream.generate(TreeMap<Long, Double>::new).limit(LEADS.length).toList();

  RefreshScheme(
      String name,
      LinearBase base,
      double threshold,
      int cadence,
      int reach,
      boolean dense,
      boolean lastMinutes,
      int rows) {
    this.name = name;
    this.cadence = cadence;
    this.reach = reach;
    this.dense = dense;
    this.lastMinutes = lastMinutes;
    scale = base.scale();
    engine = new StackRefresh(base.stack(), threshold);
    state = engine.newState();
    inForce = new double[rows];
  }

  /**
   * @param slot row of lead 0
   * @param running minutes of it, none at its start
   */
  void refresh(int slot, OriginRows rows, RunningSlot running, BaseForecast into) {
    int over = running.minutesOver();
    if (over == 0) {
      engine.renew(state, slot, rows, into);
    } else {
      engine.refresh(state, slot, rows, into);
    }
    for (int k = 0; k < rows.leads(); k++) {
      int lead = rows.first() + k;
      inForce[slot + lead] = scale * into.median()[k];
      if (lastMinutes && over > 0 && !rows.dark()[k]) {
        double more = LastMinutes.correction(running, lead * MovingTask.SLOT - over);
        inForce[slot + lead] = Math.max(0, inForce[slot + lead] + more);
        corrections += LastMinutes.PRODUCTS;
      }
    }
  }

  /** A refresh from a new state. */
  BaseForecast anew(int slot, OriginRows rows) {
    BaseForecast into = BaseForecast.of(rows.leads());
    engine.refresh(engine.newState(), slot, rows, into);
    return into;
  }

  double inForce(int row) {
    return inForce[row];
  }

  void score(int range, double error, long second) {
    sums[range] += error;
    counts[range]++;
    blocks.get(range).merge(Math.floorDiv(second, BLOCK_S), error, Double::sum);
  }

  double mae(int range) {
    return sums[range] / counts[range];
  }

  /**
   * Errors against those of another scheme on the same minutes, by six hours.
   *
   * @param from first range of leads
   * @param to range after the last
   */
  BlockBootstrap against(RefreshScheme other, int from, int to) {
    return BlockBootstrap.of(sum(from, to), other.sum(from, to));
  }

  private TreeMap<Long, Double> sum(int from, int to) {
    TreeMap<Long, Double> sum = new TreeMap<>();
    for (TreeMap<Long, Double> range : blocks.subList(from, to)) {
      range.forEach((block, error) -> sum.merge(block, error, Double::sum));
    }
    return sum;
  }

  RefreshOperations operations() {
    return state.operations();
  }

  long products() {
    return dense ? operations().denseProducts() : operations().products();
  }

  /** Multiply-accumulates that make the median and the mean, and what last minutes add. */
  long combining() {
    return 2L * StackMember.COUNT * operations().targets() + corrections;
  }

  long walks() {
    return dense ? operations().denseWalks() : operations().walks();
  }
}
