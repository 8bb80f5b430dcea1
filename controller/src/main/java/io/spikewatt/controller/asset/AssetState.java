package io.spikewatt.controller.asset;

/** One device of the site at one moment. */
public sealed interface AssetState
    permits BatteryState, ComputeState, EvState, GensetState, HeatPumpState, SourceState {

  /** The device's id in the configuration. */
  String id();

  /** W, positive into the site's bus. */
  Estimate powerW();
}
