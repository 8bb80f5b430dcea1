package io.spikewatt.controller.federation;

import java.util.Map;

/**
 * How a version on trial did at a gateway.
 *
 * @param version that was tried
 * @param ownError mean absolute error of what the gateway uses now, in any unit
 * @param newError of the version, in the same unit
 */
public record TrialReport(long version, double ownError, double newError) {

  /** Last level of its topic. */
  public static final String TOPIC = "trial";

  public byte[] encoded() {
    return new FlatJson(
            Map.of(
                "version", Long.toString(version),
                "ownError", Double.toString(ownError),
                "newError", Double.toString(newError)))
        .bytes();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws MalformedMessage for other bytes
   */
  public static TrialReport decoded(byte[] payload) throws MalformedMessage {
    FlatJson json = FlatJson.read(payload);
    return new TrialReport(
        json.integer("version"), json.number("ownError"), json.number("newError"));
  }
}
