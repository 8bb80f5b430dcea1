package io.spikewatt.controller.mode;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.time.Moment;
import java.util.Map;

/**
 * All that a mode depends on in one cycle.
 *
 * @param connection whether the public grid is there
 * @param bus the site's own bus and its tie to the public grid
 * @param gridW power at the grid connection, W
 * @param formerReady whether a battery is charged well enough to carry an island
 * @param planValid whether there is a plan that has not lapsed
 * @param wish the requested mode
 * @param at the cycle's moment
 */
public record ModeInputs(
    GridConnection connection,
    SiteBus bus,
    Estimate gridW,
    boolean formerReady,
    boolean planValid,
    RequestedMode wish,
    Moment at) {

  /** Inputs of one cycle. */
  public static ModeInputs of(
      ModeSettings settings, PlantState state, boolean planValid, RequestedMode wish, Moment now) {
    return new ModeInputs(
        state.connection(),
        state.bus(),
        state.gridW(),
        formerReady(settings, state),
        planValid,
        wish,
        now);
  }

  /** Whether nothing but the site's own sources feeds its bus. */
  boolean separated() {
    return connection == GridConnection.DOWN || bus.tie() == SiteBus.Tie.OPEN;
  }

  /**
   * Whether it is proven that the public grid feeds the site's bus. Where the switch cannot be
   * read, power through the connection is the proof: a missing reading is none.
   */
  boolean joined() {
    boolean closed =
        switch (bus.tie()) {
          case CLOSED, NONE -> true;
          case OPEN -> false;
          case UNKNOWN -> flows();
        };
    return connection == GridConnection.UP && closed;
  }

  /** Whether power flows through the connection; a missing reading is no proof. */
  boolean flows() {
    return Math.abs(gridW.ifKnown().orElse(0)) > GridConnection.FLOWS_W;
  }

  boolean blind() {
    return !gridW.isKnown();
  }

  private static boolean formerReady(ModeSettings settings, PlantState state) {
    for (Map.Entry<String, Double> former : settings.readyPct().entrySet()) {
      AssetState asset = state.assets().find(former.getKey()).orElse(null);
      if (asset != null
          && asset.powerW().isKnown()
          && asset.socPct().ifKnown().orElse(-1) >= former.getValue()) {
        return true;
      }
    }
    return false;
  }
}
