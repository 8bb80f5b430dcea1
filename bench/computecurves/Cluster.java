import io.spikewatt.controller.asset.WorkCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of equal cards, with measured work over power.
 *
 * @param minKw power that nothing saves
 * @param points kW and work, by ascending power; a first one above {@code minKw} is a cliff
 */
record Cluster(String name, double minKw, double[][] points) {

  /**
   * Sixty RTX 3090 that decode: tokens a second of six at 100, 150, 200 and 350 W a card (published
   * measurement). Idle at 30 W a card, an assumption.
   */
  static final Cluster DECODE =
      new Cluster("decode", 1.8, new double[][] {{6, 12.1}, {9, 62.6}, {12, 68.3}, {21, 72.6}});

  /**
   * Forty H100 that train: 12.5 % fewer steps at 600 W than at 700 W (a vendor's text says 10 to
   * 15), proportional below, an assumption; a cap cannot be lower than 200 W.
   */
  static final Cluster TRAINING =
      new Cluster("training", 8, new double[][] {{8, 87.5 / 3}, {24, 87.5}, {28, 100}});

  /** The same cluster as if each kWh did the same work. */
  Cluster proportional() {
    double most = mostKw();
    return new Cluster(name, minKw, new double[][] {{minKw, 100 * minKw / most}, {most, 100}});
  }

  double mostKw() {
    return points[points.length - 1][0];
  }

  private double fullWork() {
    return points[points.length - 1][1];
  }

  WorkCurve curve(double perKwh) {
    List<WorkCurve.Point> all = new ArrayList<>();
    for (double[] point : points) {
      all.add(new WorkCurve.Point(1000 * point[0], point[1]));
    }
    return WorkCurve.of(1000 * minKw, 1000 * mostKw(), all, perKwh);
  }

  WorkCurve oneValue(double perKwh) {
    return WorkCurve.proportional(1000 * minKw, 1000 * mostKw(), perKwh);
  }

  /** Share of full work at a power, by the points alone. */
  double share(double kw) {
    if (kw < points[0][0] - 1e-6) {
      return 0;
    }
    for (int i = 1; i < points.length; i++) {
      if (kw <= points[i][0] + 1e-9) {
        double part = (kw - points[i - 1][0]) / (points[i][0] - points[i - 1][0]);
        double work = points[i - 1][1] + part * (points[i][1] - points[i - 1][1]);
        return work / fullWork();
      }
    }
    return 1;
  }
}
