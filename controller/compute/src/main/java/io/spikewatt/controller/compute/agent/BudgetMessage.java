package io.spikewatt.controller.compute.agent;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.message.Message;
import java.util.Optional;

/** A message of the topic {@code set}, strictly read. */
sealed interface BudgetMessage {

  /** More is no message of a gateway. */
  int MOST_BYTES = 1024;

  /** Largest budget that can be meant, W. */
  double MOST_W = 1e9;

  String FIELD = "power_limit_w";

  /**
   * A budget.
   *
   * @param limitW 0 to {@link #MOST_W}
   */
  record Accepted(double limitW) implements BudgetMessage {}

  /** No budget, and why; the text quotes nothing of the message. */
  record Refused(String why) implements BudgetMessage {}

  /** Reads {@code {"power_limit_w": N}}; other fields are ignored, retained messages refused. */
  static BudgetMessage read(Message message) {
    if (message.retained()) {
      return new Refused("a retained message has no known age");
    }
    if (message.payload().length > MOST_BYTES) {
      return new Refused("expected at most %d bytes, found more".formatted(MOST_BYTES));
    }
    try {
      Optional<JsonTree> limit = JsonTree.strict(message.payload()).find(FIELD);
      if (limit.isEmpty() || limit.get().kind() != JsonKind.NUMBER) {
        return new Refused("expected a number in " + FIELD + ", found none");
      }
      double limitW = Double.parseDouble(limit.get().text());
      return limitW >= 0 && limitW <= MOST_W
          ? new Accepted(limitW)
          : new Refused("expected 0 to 1e9 in " + FIELD + ", found another number");
    } catch (MalformedMessage | NumberFormatException e) {
      return new Refused("expected a JSON object with " + FIELD);
    }
  }
}
