package io.spikewatt.config.load;

import java.util.Comparator;

/**
 * One thing that is wrong in a configuration or profile file.
 *
 * @param file as the user named it
 * @param line 1-based
 * @param column 1-based, in characters
 * @param path place in the structure, for example {@code devices[2].battery.capacity-wh}; empty for
 *     the file as a whole
 * @param expected a right value
 * @param found the actual content
 */
public record Problem(
    String file, int line, int column, String path, String expected, String found) {

  /** By file, then by place in the file. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column);

  /** One line in the form that editors and terminals turn into a link. */
  @Override
  public String toString() {
    String where = path.isEmpty() ? "" : path + ": ";
    String place = file + ":" + line + ":" + column + ": ";
    return place + where + "expected " + expected + ", found " + found;
  }
}
