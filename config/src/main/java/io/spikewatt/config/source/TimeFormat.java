package io.spikewatt.config.source;

/** Format of a time in an answer. */
public enum TimeFormat {
  /** Milliseconds since 1970. */
  EPOCH_MS,
  /** Seconds since 1970. */
  EPOCH_S,
  /** ISO 8601 with an offset: 2026-02-01T00:00:00+01:00. */
  ISO,
  /** Local time of the service's zone: 2026-02-01 00:00. */
  LOCAL,
  /** Local time of the service's zone: 01.02.2026 00:00, or with slashes. */
  LOCAL_DAY_FIRST;

  /** True if the zone decides which instant is meant. */
  public boolean isLocal() {
    return this == LOCAL || this == LOCAL_DAY_FIRST;
  }
}
