package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.config.profile.OutputWear;
import io.spikewatt.config.site.GridUse;

/**
 * A storage that answers within seconds in both directions, so that it balances the measured flow.
 *
 * @param response how it answers
 * @param window of its charge
 * @param chargeW largest charging power, W, positive
 * @param dischargeW largest discharging power, W, positive
 * @param wear of its memory by setpoints
 * @param gridUse whether it may trade with the grid
 * @param ability range of a cycle
 */
public record FastRegulator(
    Response response,
    StorageWindow window,
    double chargeW,
    double dischargeW,
    OutputWear wear,
    GridUse gridUse,
    Ability ability)
    implements ControlCapability {

  /** Largest power in either direction, W. */
  public double ratedW() {
    return Math.max(chargeW, dischargeW);
  }

  /** Power range of the storage in a cycle. */
  @FunctionalInterface
  public interface Ability {

    /**
     * The range in this cycle.
     *
     * @param reservePct state of charge that the configuration and commands keep now, percent
     */
    Range range(AssetState state, double reservePct);
  }

  /**
   * Range of one cycle.
   *
   * @param isUsable whether state of charge and power are known, so that it may move
   * @param chargeW largest charging power, W, {@code >= 0}
   * @param dischargeW largest discharging power that keeps the reserve, W, {@code >= 0}
   * @param emergencyW largest discharging power to keep a limit, W, {@code >= 0}
   * @param socPct state of charge, percent; 0 if it is not usable
   */
  public record Range(
      boolean isUsable, double chargeW, double dischargeW, double emergencyW, double socPct) {

    /** Range of a storage that must not move. */
    public static final Range NONE = new Range(false, 0, 0, 0, 0);
  }
}
