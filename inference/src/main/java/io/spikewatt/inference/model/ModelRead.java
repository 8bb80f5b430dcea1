package io.spikewatt.inference.model;

import io.spikewatt.inference.learnt.TrainedForecaster;

/** Outcome of reading a model file. */
public sealed interface ModelRead {

  /** A whole model. */
  record Loaded(TrainedForecaster model) implements ModelRead {}

  /** A refused file: a reason for programs, and for people what was expected and found. */
  record Refused(Reason reason, String detail) implements ModelRead {}

  /** Why a file was refused. */
  enum Reason {
    /** There is no such file, or it cannot be read. */
    UNREADABLE,
    /** Not a model file at all. */
    NOT_A_MODEL,
    /** Written by another version of this library. */
    OTHER_VERSION,
    /** Trained on a feature set that this version does not make. */
    OTHER_FEATURES,
    /** Cut short, or changed since it was written. */
    DAMAGED
  }
}
