package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param powerW W, charging negative
 * @param presence whether a car is plugged in
 * @param socPct percent; unknown while no car is there
 * @param targetPct percent asked for at departure
 * @param departureInS seconds from the state's moment until the car leaves
 * @param capacityWh the car's battery, Wh
 * @param mode of charging
 */
public record EvState(
    String id,
    Estimate powerW,
    Presence presence,
    Estimate socPct,
    Estimate targetPct,
    Estimate departureInS,
    Estimate capacityWh,
    ChargingMode mode)
    implements AssetState {

  /** The same car in another mode. */
  public EvState in(ChargingMode other) {
    return new EvState(id, powerW, presence, socPct, targetPct, departureInS, capacityWh, other);
  }

  /** The same car with another trip. */
  public EvState with(Estimate target, Estimate leavesInS) {
    return new EvState(id, powerW, presence, socPct, target, leavesInS, capacityWh, mode);
  }

  @Override
  public List<StateDetail> details() {
    return List.of(
        new StateDetail.Word("presence", presence), new StateDetail.Quantity("socPct", socPct));
  }

  @Override
  public List<StateDetail> planned() {
    return List.of(new StateDetail.Word("presence", presence));
  }

  @Override
  public Optional<ChargingRequest> charging(Instant now) {
    if (!isCarKnown()) {
      return Optional.empty();
    }
    long leavesInMs = (long) (1000 * departureInS.ifKnown().orElseThrow());
    return Optional.of(
        new ChargingRequest(
            id,
            socPct.ifKnown().orElseThrow(),
            targetPct.ifKnown().orElseThrow(),
            targetPct.ifKnown().orElseThrow(),
            capacityWh.ifKnown().orElseThrow(),
            now.plusMillis(leavesInMs),
            mode));
  }

  @Override
  public boolean isPresent() {
    return presence != Presence.AWAY;
  }

  /** Without a car, or with all data of it. */
  @Override
  public boolean isControllable() {
    return !isPresent() || isCarKnown();
  }

  /** Whether everything about the car is known, so that its charging can be decided. */
  public boolean isCarKnown() {
    return presence == Presence.PLUGGED_IN
        && socPct.isKnown()
        && targetPct.isKnown()
        && departureInS.isKnown()
        && capacityWh.isKnown();
  }

  /** Whether a car whose data are known still lacks energy. */
  public boolean lacksEnergy() {
    return isCarKnown() && socPct.ifKnown().orElseThrow() < targetPct.ifKnown().orElseThrow();
  }

  /** Whether a car is plugged in. */
  public enum Presence {
    PLUGGED_IN,
    AWAY,
    UNKNOWN
  }
}
