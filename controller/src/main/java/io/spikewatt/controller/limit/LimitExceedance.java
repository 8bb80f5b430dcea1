package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;

/**
 * Whether a limit at the grid connection is passed by clearly more than the last decision knew of,
 * so that the next cycle is not worth waiting for. What was known is being seen to by devices that
 * need their time, and asking them again helps nobody. Once between two cycles at most. One thread.
 */
public final class LimitExceedance {

  /** Less than this is not worth another write, W. */
  private static final double LEAST_W = 100;

  /** The same, of what the site's batteries and sources can do. */
  private static final double LEAST_SHARE = 0.01;

  /** Of an excess that is known, its own unrest. */
  private static final double UNREST = 0.05;

  private final double leastW;
  private double importW;
  private double exportW;
  private boolean waits = true;

  public LimitExceedance(Site site) {
    double all = 0;
    for (DeviceConfig device : site.devices()) {
      all +=
          switch (device.role()) {
            case Role.Battery battery -> Math.max(battery.chargeW(), battery.dischargeW());
            case Role.Source source -> source.ratedW();
            default -> 0;
          };
    }
    this.leastW = Math.max(LEAST_W, LEAST_SHARE * all);
  }

  /** A cycle has decided; without the grid's power there is nothing to compare a look with. */
  public void decided(Estimate gridW, GridLimits limits) {
    waits = !(gridW instanceof Estimate.Known known && known.how() == Estimate.How.MEASURED);
    if (gridW instanceof Estimate.Known known) {
      importW = Math.max(0, known.value() - limits.importW());
      exportW = Math.max(0, -known.value() - limits.exportW());
    }
  }

  /**
   * Whether to decide now.
   *
   * @param gridW what a look at the meter shows, W; import positive
   */
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
