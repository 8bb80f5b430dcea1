package io.spikewatt.inference.forecast;

/** The forecasters between which validation decides. */
public enum Candidate {
  SEASONAL,
  RIDGE,
  SPIKING
}
