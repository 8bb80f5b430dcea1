package io.spikewatt.controller.backtest;

/** Decides the flows, step by step. */
interface Policy {

  /** The flows of step {@code t} with its measurements known, within the devices' limits. */
  EnergyFlows decide(int t, PlantModel plant);

  default void charged(int t, double cost) {}
}
