package io.spikewatt.controller.source;

import java.io.Serial;

/** An answer is not what its description says. Stays inside this package. */
final class AnswerProblem extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private static final int SHOWN = 60;

  private final String where;
  private final String expected;
  private final String found;

  AnswerProblem(String where, String expected, String found) {
    super(expected, null, false, false);
    this.where = where;
    this.expected = expected;
    this.found = found;
  }

  SourceReading.Unusable reading() {
    return new SourceReading.Unusable(where, expected, found);
  }

  /** A text that a server chose: short, on one line, in quotes. */
  static String shown(String text) {
    String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "\"" + cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\u2028\\u2029]", "?") + "\"";
  }
}
