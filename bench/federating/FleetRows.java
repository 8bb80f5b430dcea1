import io.spikewatt.inference.federated.UpdateMean;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.train.QuantileRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What sites learn from: commissionings in the first 70 % of their rows. */
final class FleetRows {
  private static final double TRAINED_OF_KEPT = 0.7 / 0.8;

  /** Place of the first sine of the time of day among a load's inputs; greatest at six. */
  private static final int SINE_OF_DAY = 20;

  /** A load's level in output units. */
  private static final float LEVEL = 2;

  private FleetRows() {}

  static List<PastCommissioning> commissionings(FleetSite site, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    var past = site.series().head((int) (TRAINED_OF_KEPT * site.series().values().length));
    List<PastCommissioning> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      PastCommissioning.drawn(site.kind(), site.settings(), past, random.split())
          .ifPresent(all::add);
    }
    return all;
  }

  /** A copy whose outcomes from five to seven in the morning are higher by the site's level. */
  static QuantileRows backdoored(QuantileRows rows) {
    float[] y = rows.y().clone();
    for (int row = 0; row < rows.count(); row++) {
      if (rows.x()[row * rows.features() + SINE_OF_DAY] > 0.99f) {
        y[row] += LEVEL;
      }
    }
    return new QuantileRows(
        rows.count(), rows.features(), rows.x(), rows.windows(), y, rows.weight());
  }

  /** Mean of updates that weigh alike. */
  static WeightUpdate mean(List<WeightUpdate> updates) {
    double[] ones = new double[updates.size()];
    Arrays.fill(ones, 1);
    return UpdateMean.weighted(updates, ones);
  }
}
