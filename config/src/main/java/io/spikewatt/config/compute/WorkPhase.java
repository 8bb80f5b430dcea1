package io.spikewatt.config.compute;

/** Kinds of work whose speed depends on power in different ways. */
public enum WorkPhase {
  TRAINING,
  /** A language model reads its prompt. */
  PREFILL,
  /** A language model writes its answer. */
  DECODE
}
