package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.Map;

/**
 * Outcome of a version on trial at a gateway. Tells only better or worse, because its error would
 * reveal something of the site's record.
 *
 * @param version that was tried
 * @param notWorse whether it errs at most 0.5 % more than the model in use
 */
public record TrialReport(long version, boolean notWorse) {

  /** Last level of its topic. */
  public static final String TOPIC = "trial";

  public byte[] encoded() {
    return new FlatJson(
            Map.of("version", Long.toString(version), "notWorse", Boolean.toString(notWorse)))
        .bytes();
  }

  /** Reverses {@link #encoded}; throws for other bytes. */
  public static TrialReport decoded(byte[] payload) throws MalformedMessage {
    FlatJson json = FlatJson.read(payload);
    return new TrialReport(json.integer("version"), json.truth("notWorse"));
  }
}
