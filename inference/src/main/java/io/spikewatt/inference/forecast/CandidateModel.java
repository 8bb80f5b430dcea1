package io.spikewatt.inference.forecast;

/** The forecasters between which validation decides. */
public enum CandidateModel {
  SEASONAL,
  RIDGE,
  SPIKING
}
