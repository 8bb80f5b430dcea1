package io.spikewatt.config.check;

import java.util.stream.Stream;

/**
 * A rule that does not hold.
 *
 * @param path the place to change, for example {@code devices[2].id}
 * @param expected a right value
 * @param found the actual content
 */
public record Finding(String path, String expected, String found) {

  /** This finding if a rule is broken, otherwise none. */
  static Stream<Finding> when(boolean broken, String path, String expected, String found) {
    return broken ? Stream.of(new Finding(path, expected, found)) : Stream.empty();
  }
}
