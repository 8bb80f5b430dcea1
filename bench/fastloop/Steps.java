import java.util.ArrayList;
import java.util.List;

/** Steps of the load up and down, begun at ten moments of the second. */
final class Steps {

  private static final double BASE_W = 1000;
  private static final double STEP_W = 2000;
  private static final int PHASES = 10;
  private static final int LEARNING = 3;
  private static final int BEFORE_S = 120;
  private static final int AFTER_S = 180;

  /** Last seconds after a step, in which the remaining swing is measured. */
  private static final int LATE_S = 60;

  /**
   * @param firstPct overshoot of the very first step, when nothing is known of device and meter
   * @param overshootPct how far the grid's power went beyond where it came to rest, of the step,
   *     the first few left out
   * @param settledS until it stayed within 5 % of the step
   * @param swingW how far it still swings at the end
   */
  record Outcome(double firstPct, double overshootPct, double settledS, double swingW) {
    static Outcome worst(Outcome a, Outcome b) {
      return new Outcome(
          a.firstPct,
          Math.max(a.overshootPct, b.overshootPct),
          Math.max(a.settledS, b.settledS),
          Math.max(a.swingW, b.swingW));
    }
  }

  private Steps() {}

  /** The worst of all. */
  static Outcome run(Rig site) {
    double first = 0;
    for (int i = 0; i < LEARNING; i++) {
      site.loadW = BASE_W;
      site.run(BEFORE_S, (at, grid) -> {});
      double up = step(site, BASE_W + STEP_W, 1).overshootPct;
      first = i == 0 ? up : first;
    }
    Outcome worst = new Outcome(first, 0, 0, 0);
    for (int phase = 0; phase < PHASES; phase++) {
      site.loadW = BASE_W;
      site.run(BEFORE_S + 1.0 / PHASES, (at, grid) -> {});
      worst = Outcome.worst(worst, step(site, BASE_W + STEP_W, 1));
      worst = Outcome.worst(worst, step(site, BASE_W, -1));
    }
    return worst;
  }

  private static Outcome step(Rig site, double loadW, int direction) {
    site.loadW = loadW;
    List<Double> grid = new ArrayList<>();
    site.run(AFTER_S, (at, watts) -> grid.add(direction * watts));
    int perSecond = grid.size() / AFTER_S;
    List<Double> late = grid.subList(grid.size() - LATE_S * perSecond, grid.size());
    double rest = late.stream().mapToDouble(w -> w).average().orElseThrow();
    double low = grid.stream().mapToDouble(w -> w).min().orElseThrow();
    double swing =
        late.stream().mapToDouble(w -> w).max().orElseThrow()
            - late.stream().mapToDouble(w -> w).min().orElseThrow();
    int last = 0;
    for (int i = 0; i < grid.size(); i++) {
      last = Math.abs(grid.get(i) - rest) > 0.05 * STEP_W ? i : last;
    }
    return new Outcome(
        0, 100 * Math.max(0, rest - low) / STEP_W, (last + 1) / (double) perSecond, swing);
  }
}
