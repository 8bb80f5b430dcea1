package io.spikewatt.controller.backtest;

/** Who decides, step by step. */
interface Policy {

  /**
   * Decides step {@code t} with its measurements known.
   *
   * @param energyFlows to be filled in, within the devices' limits; it is clear
   */
  void decide(int t, PlantModel plantModel, EnergyFlows energyFlows);

  /** Learns what step {@code t} cost. */
  default void charged(int t, double cost) {}
}
