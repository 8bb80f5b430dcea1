package io.spikewatt.inference.nir;

/** Discretisation of a file's differential equations, which the file itself does not define. */
public sealed interface Discretisation {

  /**
   * Forward Euler: v += dt / tau (v_leak - v + r I), dt above 0 in the unit of tau. NIR's equations
   * at a time step; Norse uses it with r = 1.
   */
  record Euler(double dt) implements Discretisation {}

  /**
   * v = exp(-1 / tau) v + I with tau in time steps: what Sinabs does without normalised inputs.
   * v_leak must be 0 and r 1.
   */
  record Decay() implements Discretisation {}
}
