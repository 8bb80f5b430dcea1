package io.spikewatt.controller.doctor;

import io.spikewatt.config.load.RedactedSite;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes persons, places and secrets from text.
 *
 * @param values known ones; the longest first
 */
record SecretRedaction(List<String> values) {

  private static final String HIDDEN = RedactedSite.HIDDEN;
  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/\\s]*@");
  private static final Pattern SERIAL =
      Pattern.compile(
          "(?i)(\\bserial(?:[ _-]?n(?:umber|o|r)\\.?)?[\"':=\\s]+)(?=[^\\s,;\"]*\\d)[^\\s,;\"]+");
  private static final Pattern BY_ID = Pattern.compile("(?<=/dev/serial/by-id/)\\S+");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(\\b(?:password|passwd|token|secret|api[ _-]?key)[\"']?\\s*[:=]\\s*)\\S+");

  /** A token is long, of one piece, and has letters and digits. */
  private static final Pattern TOKEN =
      Pattern.compile("(?<![\\w/.-])(?=[A-Za-z_=-]*\\d)(?=[\\d_=-]*[A-Za-z])[A-Za-z0-9+_=-]{24,}");

  /** A number with two or more decimals right after a word for a place. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?i)(\\b(?:lat|lon|latitude|longitude|position)[\"']?\\s*[:=]?\\s*)-?\\d+\\.\\d+(?:\\s*,\\s*-?\\d+\\.\\d+)?");

  /** Part of a log message that quotes a file, and so may be secret. */
  private static final Pattern QUOTED = Pattern.compile("(, found ).*");

  static SecretRedaction of(Collection<String> values) {
    return new SecretRedaction(
        values.stream()
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** One redacted line, which may be JSON. */
  String of(String text) {
    String safe = LOGIN.matcher(text).replaceAll(HIDDEN + "@");
    safe = BY_ID.matcher(safe).replaceAll(HIDDEN);
    safe = SERIAL.matcher(safe).replaceAll("$1" + HIDDEN);
    safe = NAMED.matcher(safe).replaceAll("$1" + HIDDEN);
    safe = PLACE.matcher(safe).replaceAll("$1" + HIDDEN);
    safe = TOKEN.matcher(safe).replaceAll(HIDDEN);
    for (String value : values) {
      safe = safe.replace(value, HIDDEN);
    }
    return safe;
  }

  /** One redacted line of a log, which may quote a file. */
  String ofLogged(String line) {
    return QUOTED.matcher(of(line)).replaceAll("$1" + HIDDEN);
  }
}
