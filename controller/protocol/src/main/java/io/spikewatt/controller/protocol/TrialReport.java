package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.Map;

/**
 * How a version on trial did at a gateway: no more than better or worse, since its error would say
 * something of the site's record.
 *
 * @param version that was tried
 * @param notWorse whether it errs no more than what the gateway uses
 */
public record TrialReport(long version, boolean notWorse) {

  /** Last level of its topic. */
  public static final String TOPIC = "trial";

  public byte[] encoded() {
    return new FlatJson(
            Map.of("version", Long.toString(version), "notWorse", Boolean.toString(notWorse)))
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
        json.integer("version"),
        switch (json.text("notWorse")) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new MalformedMessage("true or false expected in notWorse");
        });
  }
}
