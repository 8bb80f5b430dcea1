package io.spikewatt.controller.assistant.mcp;

import java.util.Set;

/**
 * Text of somebody else, as it may stand in a message: without characters that hide, reorder or
 * break text, and shortened.
 */
public final class QuotedText {

  private static final Set<Integer> UNREADABLE =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.PRIVATE_USE,
          (int) Character.UNASSIGNED,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private static final char REPLACEMENT = '\uFFFD';
  private static final char ELLIPSIS = '…';

  private QuotedText() {}

  /**
   * Quotes a text.
   *
   * @param most characters (code points) of the text that are kept; more end with an ellipsis
   */
  public static String of(String text, int most) {
    StringBuilder quoted = new StringBuilder(Math.min(text.length(), most) + 1);
    int kept = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (kept++ == most) {
        return quoted.append(ELLIPSIS).toString();
      }
      int point = text.codePointAt(i);
      quoted.appendCodePoint(isReadable(point) ? point : REPLACEMENT);
    }
    return quoted.toString();
  }

  /** Whether a character can be seen where it stands. */
  static boolean isReadable(int codePoint) {
    return !UNREADABLE.contains(Character.getType(codePoint));
  }

  /** Whether no character is a half of two, which UTF-8 cannot write. */
  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }
}
