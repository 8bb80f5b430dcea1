package io.spikewatt.controller.doctor;

import java.util.Locale;

/**
 * One line of the report.
 *
 * @param topic one word
 * @param text for people
 * @param isProblem whether it needs attention
 */
public record SupportFact(String topic, String text, boolean isProblem) {

  static SupportFact well(String topic, String text) {
    return new SupportFact(topic, text, false);
  }

  static SupportFact problem(String topic, String text) {
    return new SupportFact(topic, text, true);
  }

  /** As printed; a problem begins with an exclamation mark. */
  public String line() {
    return String.format(Locale.ROOT, "%s %-9s %s", isProblem ? "!" : " ", topic, text);
  }
}
