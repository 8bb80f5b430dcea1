package io.spikewatt.controller.doctor;

import java.util.Locale;

/**
 * One line of the report.
 *
 * @param topic one word
 * @param text for people
 * @param isProblem whether somebody should look at it
 */
public record Fact(String topic, String text, boolean isProblem) {

  static Fact well(String topic, String text) {
    return new Fact(topic, text, false);
  }

  static Fact problem(String topic, String text) {
    return new Fact(topic, text, true);
  }

  /** As printed; a problem begins with an exclamation mark. */
  public String line() {
    return String.format(Locale.ROOT, "%s %-9s %s", isProblem ? "!" : " ", topic, text);
  }
}
