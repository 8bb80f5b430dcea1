package io.spikewatt.controller.protocol;

import java.util.Locale;

/**
 * Text from outside, as a terminal or a log may show it: a line break in it would forge a line, and
 * an escape sequence would reach the terminal. Such characters become escapes.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The text on one line, everything invisible as escapes. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(line, c));
    return line.toString();
  }

  /** Appends a character, or its escape. */
  public static void append(StringBuilder line, int c) {
    if (isVisible(c)) {
      line.appendCodePoint(c);
    } else {
      line.append(c == '\n' ? "\\n" : String.format(Locale.ROOT, "\\u%04X", c));
    }
  }

  /** Whether a text needs no escapes. */
  public static boolean isVisible(String text) {
    return text.codePoints().allMatch(VisibleText::isVisible);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
