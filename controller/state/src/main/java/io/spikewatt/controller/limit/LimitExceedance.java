package io.spikewatt.controller.limit;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;

/**
 * Whether the grid power exceeds a limit by clearly more than the last decision knew, so that
 * waiting for the next cycle costs too much. A known excess is already being corrected by devices
 * that need their time. Triggers at most once between two cycles. Confined to one thread.
 */
public final class LimitExceedance {

  /** Smallest excess worth another write, W. */
  private static final double LEAST_W = 100;

  /** The same, as a share of the power of the site's batteries and sources. */
  private static final double LEAST_SHARE = 0.01;

  /** Normal fluctuation of a known excess, as a share of it. */
  private static final double UNREST = 0.05;

  private final double leastW;
  private double importW;
  private double exportW;
  private boolean waits = true;

  public LimitExceedance(Site site) {
    double all = 0;
    for (SiteDevice device : SiteDevices.of(site)) {
      all +=
          switch (device.control().orElse(null)) {
            case FastRegulator regulator -> regulator.ratedW();
            case CurtailableSource source -> source.ratedW();
            case null, default -> 0;
          };
    }
    this.leastW = Math.max(LEAST_W, LEAST_SHARE * all);
  }

  /** A cycle has decided. Without the grid's power a later poll has no reference. */
  public void decided(Estimate gridW, GridLimits limits) {
    waits = !(gridW instanceof Estimate.Known known && known.how() == Estimate.How.MEASURED);
    if (gridW instanceof Estimate.Known known) {
      importW = Math.max(0, known.value() - limits.importW());
      exportW = Math.max(0, -known.value() - limits.exportW());
    }
  }

  /** Whether to decide now. {@code gridW}: polled power of the meter, W; import positive. */
  public boolean calls(double gridW, GridLimits limits) {
    boolean calls =
        !waits
            && (grown(gridW - limits.importW(), importW)
                || grown(-gridW - limits.exportW(), exportW));
    waits |= calls;
    return calls;
  }

  private boolean grown(double excessW, double knownW) {
    return excessW > (1 + UNREST) * knownW + leastW;
  }
}
