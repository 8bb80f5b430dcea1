package io.spikewatt.inference.learnt;

/** The forecasters between which validation decides. */
public enum CandidateModel {
  SEASONAL,
  RIDGE,
  SPIKING
}
