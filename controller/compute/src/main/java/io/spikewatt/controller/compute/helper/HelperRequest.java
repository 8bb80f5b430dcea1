package io.spikewatt.controller.compute.helper;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the agent.
 *
 * @param device index in the helper's configuration
 * @param setting index of {@link io.spikewatt.config.helper.HelperDevice.Setting}
 * @param value in the setting's unit; empty = only to read
 */
record HelperRequest(int device, int setting, OptionalLong value) {

  private static final Pattern LINE =
      Pattern.compile("(0|[1-9][0-9]{0,2}) (0|[1-9][0-9]?)( (0|[1-9][0-9]{0,8}))?");

  /** The request of a line without its end; empty if it is none. */
  static Optional<HelperRequest> parse(String line) {
    Matcher words = LINE.matcher(line);
    if (!words.matches()) {
      return Optional.empty();
    }
    String value = words.group(4);
    return Optional.of(
        new HelperRequest(
            Integer.parseInt(words.group(1)),
            Integer.parseInt(words.group(2)),
            value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value))));
  }

  /** The line without its end. */
  String line() {
    return device + " " + setting + (value.isPresent() ? " " + value.getAsLong() : "");
  }
}
