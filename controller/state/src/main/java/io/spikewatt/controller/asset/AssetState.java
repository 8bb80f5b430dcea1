package io.spikewatt.controller.asset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One device of the site at one moment. */
public sealed interface AssetState
    permits BatteryState, ComputeState, EvState, GensetState, HeatPumpState, SourceState {

  /** The device's id in the configuration. */
  String id();

  /** W, positive into the site's bus. */
  Estimate powerW();

  /** Where its power counts in the site's balance. */
  default BalanceTerm term() {
    return switch (this) {
      case BatteryState _ -> BalanceTerm.BATTERY;
      case ComputeState _ -> BalanceTerm.COMPUTE;
      case EvState _ -> BalanceTerm.EV;
      case GensetState _ -> BalanceTerm.GENSET;
      case HeatPumpState _ -> BalanceTerm.HEAT_PUMP;
      case SourceState source -> source.term();
    };
  }

  /** False for a source without a meter: its production shows as less load. */
  default boolean isMeasured() {
    return true;
  }

  /** How full its storage is, percent of the usable capacity. */
  default Estimate socPct() {
    return new Estimate.Unknown(id() + " stores nothing");
  }

  /** How full its storage is in the plan's terms: percent, or kWh of heat. */
  default Estimate level() {
    return socPct();
  }

  /** Whether there is anything to take power: a charger without a car takes none. */
  default boolean isPresent() {
    return true;
  }

  /** Whether enough is known of it to set its power; otherwise its own fall-back applies. */
  default boolean isControllable() {
    return true;
  }

  /**
   * Energy that its storage needs until it leaves; empty if it stays, or a value is unknown.
   *
   * @param now of the state
   */
  default Optional<ChargingRequest> charging(Instant now) {
    return Optional.empty();
  }

  /** Its work with a deadline. */
  default Optional<JobState> job() {
    return Optional.empty();
  }

  /** Value of its work over power; empty = each kWh is worth the same, or it does no work. */
  default Optional<WorkCurve> workCurve() {
    return Optional.empty();
  }

  /** Fields whose change makes a plan outdated. */
  default List<StateDetail> planned() {
    return List.of();
  }

  /** Fields that payloads show next to its id. */
  default List<StateDetail> details() {
    return List.of();
  }
}
