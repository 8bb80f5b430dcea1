package io.spikewatt.controller.compute.helper;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the helper. */
sealed interface HelperAnswer {

  /**
   * The state after a request.
   *
   * @param enforced in the setting's unit; empty = not known
   * @param powerW draw of the device; empty = not known
   */
  record InForce(OptionalLong enforced, OptionalLong powerW) implements HelperAnswer {
    @Override
    public String line() {
      return "ok " + text(enforced) + " " + text(powerW);
    }
  }

  /** A request that was not served. */
  record Refused(Refusal reason) implements HelperAnswer {
    @Override
    public String line() {
      return "no " + reason.code;
    }
  }

  /** Reasons, with their numbers on the wire. */
  enum Refusal {
    UNKNOWN_SETTING(1, "the helper has no such device or setting"),
    OUT_OF_BOUNDS(2, "the value is outside of the helper's bounds"),
    NO_ANSWER(3, "the device does not answer; the helper's log says why");

    private final int code;
    private final String words;

    Refusal(int code, String words) {
      this.code = code;
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Pattern IN_FORCE = Pattern.compile("ok (-|[0-9]{1,9}) (-|[0-9]{1,9})");

  /** The line without its end. */
  String line();

  /** The answer of a line; empty if it is none. */
  static Optional<HelperAnswer> parse(String line) {
    Matcher words = IN_FORCE.matcher(line);
    if (words.matches()) {
      return Optional.of(new InForce(number(words.group(1)), number(words.group(2))));
    }
    for (Refusal reason : Refusal.values()) {
      if (line.equals("no " + reason.code)) {
        return Optional.of(new Refused(reason));
      }
    }
    return Optional.empty();
  }

  private static OptionalLong number(String text) {
    return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private static String text(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "-";
  }
}
