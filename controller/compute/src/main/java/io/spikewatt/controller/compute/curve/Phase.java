package io.spikewatt.controller.compute.curve;

import java.util.Locale;

/** Kind of work, because each has its own curve. */
public enum Phase {
  TRAINING,
  /** Reading a prompt. */
  PREFILL,
  /** Writing an answer. */
  DECODE;

  /** In files and payloads. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
