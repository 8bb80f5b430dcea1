package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes texts safe to leave the machine. */
final class PlainText {

  private static final String CAUSE = "cause";
  private static final Phrase SEE_STATUS = Phrase.of("notify.see-status");

  /** Ends of lines, and characters that hide or turn others. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}]+");

  private PlainText() {}

  /** One line of at most {@code most} characters, without control characters. */
  static String line(String text, int most) {
    String line = UNSEEN.matcher(text).replaceAll(" ").strip();
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** Longest beginning of a text with at most {@code most} bytes of UTF-8. */
  static String bytes(String text, int most) {
    int end = 0;
    int bytes = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      bytes += text.substring(end, next).getBytes(UTF_8).length;
      if (bytes > most) {
        break;
      }
      end = next;
    }
    return text.substring(0, end);
  }

  /**
   * The sentence of an alarm without the reports of devices, files and servers, which may contain
   * addresses, serial numbers and paths.
   */
  static String alarm(String code, Phrase alarm, Language language, ReaderLocale reader) {
    Map<String, Object> values = new LinkedHashMap<>(alarm.values());
    values.computeIfPresent(
        CAUSE,
        (_, cause) -> {
          String said = cause.toString();
          return said.isEmpty() || said.startsWith(":") ? "" : SEE_STATUS;
        });
    String text = language.text(new Phrase(alarm.key(), values), reader);
    return text.equals(language.text(SEE_STATUS)) ? code + ": " + text : text;
  }
}
