package io.spikewatt.controller.assistant.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Foreign text as visible ASCII: no other character can hide, reorder or forge a record. */
final class AuditText {

  /** Most bytes of a character in UTF-8. */
  private static final int MOST_BYTES = 4;

  private AuditText() {}

  /** The first {@code most} characters. */
  static String of(byte[] utf8, int most) {
    byte[] begin = Arrays.copyOf(utf8, Math.min(utf8.length, most * MOST_BYTES));
    return of(new String(begin, UTF_8), most);
  }

  /** The first {@code most} characters; others than visible ASCII become escapes. */
  static String of(String text, int most) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), most) + 1);
    for (int i = 0; i < text.length() && i < most; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        shown.append(c);
      } else {
        shown.append("\\u%04X".formatted((int) c));
      }
    }
    return text.length() > most ? shown.append("...").toString() : shown.toString();
  }
}
