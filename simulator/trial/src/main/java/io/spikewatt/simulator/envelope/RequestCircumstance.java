package io.spikewatt.simulator.envelope;

/** Names of requests among the circumstances of a {@link SentenceRecorder}. */
public final class RequestCircumstance {

  /** A power of a device was requested lately. */
  public static final String POWER_REQUESTED = "POWER_REQUESTED";

  /** A mode was requested lately. */
  public static final String MODE_REQUESTED = "MODE_REQUESTED";

  private RequestCircumstance() {}
}
