import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.refresh.RefreshOperations;
import io.spikewatt.inference.refresh.RefreshState;
import io.spikewatt.inference.refresh.StackRefresh;
import java.util.TreeMap;

/** One way of refreshing, the forecasts that are in force under it, and their errors. */
final class RefreshScheme {
  /** Ends of the ranges of leads, minutes from now to a target's start. */
  static final int[] LEADS = {60, 180, 720, 1440};

  private static final long BLOCK_S = 6 * 3600;

  final String name;

  /** Minutes from refresh to refresh. */
  final int cadence;

  /** Leads that move between slots. */
  final int reach;

  final boolean dense;
  private final StackRefresh engine;
  private final RefreshState state;
  private final float[] inForce;
  private final double[] sums = new double[LEADS.length];
  private final long[] counts = new long[LEADS.length];
  private final TreeMap<Long, Double> firstHour = new TreeMap<>();

  RefreshScheme(
      String name,
      LinearStack stack,
      double threshold,
      int cadence,
      int reach,
      boolean dense,
      int rows) {
    this.name = name;
    this.cadence = cadence;
    this.reach = reach;
    this.dense = dense;
    engine = new StackRefresh(stack, threshold);
    state = engine.newState();
    inForce = new float[rows];
  }

  /**
   * @param slot row of lead 0
   */
  void refresh(int slot, OriginRows rows, BaseForecast into) {
    engine.refresh(state, slot, rows, into);
    for (int k = 0; k < rows.leads(); k++) {
      inForce[slot + rows.first() + k] = into.median()[k];
    }
  }

  /** A refresh that knows nothing of those before. */
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
    if (range == 0) {
      firstHour.merge(Math.floorDiv(second, BLOCK_S), error, Double::sum);
    }
  }

  double mae(int range) {
    return sums[range] / counts[range];
  }

  /** First hour's errors against those of another scheme on the same minutes, by six hours. */
  BlockBootstrap against(RefreshScheme other) {
    if (!firstHour.keySet().equals(other.firstHour.keySet())) {
      throw new IllegalStateException("scores of different hours");
    }
    return BlockBootstrap.of(sums(firstHour), sums(other.firstHour));
  }

  private static double[] sums(TreeMap<Long, Double> blocks) {
    return blocks.values().stream().mapToDouble(sum -> sum).toArray();
  }

  RefreshOperations operations() {
    return state.operations();
  }

  long products() {
    return dense ? operations().denseProducts() : operations().products();
  }

  /** Multiply-accumulates that make the median and the mean of the members. */
  long combining() {
    return 2L * StackMember.COUNT * operations().targets();
  }

  long walks() {
    return dense ? operations().denseWalks() : operations().walks();
  }
}
