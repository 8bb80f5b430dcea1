package io.spikewatt.controller.asset;

/**
 * @param powerW W, charging negative
 * @param presence whether a car is plugged in
 * @param socPct percent; unknown while no car is there
 * @param targetPct percent asked for at departure
 * @param departureInS seconds from the state's moment until the car leaves
 * @param capacityWh the car's battery, Wh
 */
public record EvState(
    String id,
    Estimate powerW,
    Presence presence,
    Estimate socPct,
    Estimate targetPct,
    Estimate departureInS,
    Estimate capacityWh)
    implements AssetState {

  /** Whether a car is plugged in. */
  public enum Presence {
    PLUGGED_IN,
    AWAY,
    UNKNOWN
  }
}
