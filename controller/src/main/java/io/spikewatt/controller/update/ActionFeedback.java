package io.spikewatt.controller.update;

import io.spikewatt.controller.report.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Message to hawkBit on its feedback channel.
 *
 * @param detail sentence for the server's operator
 */
record ActionFeedback(Execution execution, Finished finished, String detail) {

  /** hawkBit refuses longer ones. */
  private static final int LONGEST_DETAIL = 512;

  /** DDI's {@code status.execution}. */
  enum Execution {
    DOWNLOAD,
    DOWNLOADED,
    PROCEEDING,
    CLOSED,
    REJECTED
  }

  /** DDI's {@code status.result.finished}. */
  enum Finished {
    NONE,
    SUCCESS,
    FAILURE
  }

  static ActionFeedback of(Execution execution, String detail) {
    return new ActionFeedback(execution, Finished.NONE, detail);
  }

  static ActionFeedback closed(boolean success, String detail) {
    return new ActionFeedback(
        Execution.CLOSED, success ? Finished.SUCCESS : Finished.FAILURE, detail);
  }

  /**
   * The body of the request. Servers before 0.3 want {@code id} and {@code time}, newer ones read
   * {@code timestamp}; each ignores the others.
   *
   * @param action id at the server
   */
  byte[] json(String action, Instant now) {
    String bounded =
        detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL - 1) + "…" : detail;
    return JsonWriter.object(
        body ->
            body.put("id", action)
                .put("time", now)
                .put("timestamp", now.toEpochMilli())
                .in(
                    "status",
                    status ->
                        status
                            .put("execution", word(execution))
                            .in("result", result -> result.put("finished", word(finished)))
                            .put("details", List.of(bounded))));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
