package io.spikewatt.controller.json;

/** Kinds of JSON values. */
public enum JsonKind {
  OBJECT,
  LIST,
  TEXT,
  NUMBER,
  /** True or false. */
  TRUTH,
  /** {@code null}. */
  NOTHING
}
