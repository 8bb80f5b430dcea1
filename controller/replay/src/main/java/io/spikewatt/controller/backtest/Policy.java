package io.spikewatt.controller.backtest;

/** Decides the flows, step by step. */
interface Policy {

  /**
   * Decides step {@code t} with its measurements known.
   *
   * @param energyFlows to be filled in, within the devices' limits; it is clear
   */
  void decide(int t, PlantModel plantModel, EnergyFlows energyFlows);

  /** Learns the cost of step {@code t}. */
  default void charged(int t, double cost) {}
}
