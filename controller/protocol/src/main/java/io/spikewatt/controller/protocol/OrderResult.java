package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A gateway's answer to an order.
 *
 * @param order its id; empty if it could not be read
 * @param dryRun whether it was one
 * @param outcome {@link #ACCEPTED} or the name of a cause of refusal
 * @param text for a person, one line
 */
public record OrderResult(String order, boolean dryRun, String outcome, String text) {

  /** Last level of its topic. */
  public static final String TOPIC = "order-result";

  /** The command is in force, or would be. */
  public static final String ACCEPTED = "ACCEPTED";

  private static final Pattern OUTCOME = Pattern.compile("[A-Z_]{1,32}");
  private static final int MOST_TEXT = 300;

  public OrderResult {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    text = line.substring(0, Math.min(MOST_TEXT, line.length()));
  }

  public static OrderResult refused(String order, boolean dryRun, OrderRefusal refusal) {
    return new OrderResult(
        order, dryRun, refusal.reason().name(), String.valueOf(refusal.getMessage()));
  }

  public boolean accepted() {
    return outcome.equals(ACCEPTED);
  }

  public byte[] encoded() {
    return new FlatJson(
            Map.of(
                "order", order,
                "dryRun", Boolean.toString(dryRun),
                "outcome", outcome,
                "text", text))
        .bytes();
  }

  /**
   * Reverses {@link #encoded}. Causes of a newer gateway are taken as they are.
   *
   * @throws MalformedMessage for other bytes
   */
  public static OrderResult decoded(byte[] payload) throws MalformedMessage {
    FlatJson json = FlatJson.read(payload);
    String outcome = json.text("outcome");
    if (!OUTCOME.matcher(outcome).matches()) {
      throw new MalformedMessage("a name in capitals expected in outcome");
    }
    return new OrderResult(
        json.text("order"), json.text("dryRun").equals("true"), outcome, json.text("text"));
  }
}
