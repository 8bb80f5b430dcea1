package io.spikewatt.config.source;

import io.spikewatt.config.words.Phrase;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The beginning and end of the period to ask for, in the formats that services take. */
public enum RequestPlaceholder {
  /** Instant in UTC: 2026-02-01T23:00:00Z. */
  FROM_ISO,
  TO_ISO,
  /** Milliseconds since 1970. */
  FROM_MS,
  TO_MS,
  /** Seconds since 1970. */
  FROM_S,
  TO_S,
  /** First local day: 2026-02-01. */
  FROM_DATE,
  /** Last local day, inclusive. */
  TO_DATE,
  /** Minutes in UTC as the transparency platform takes them: 202602012300. */
  FROM_ENTSOE,
  TO_ENTSOE,
  /** The local day; one request for each day. */
  DAY,
  /** The same without hyphens: 20260201. */
  DAY_COMPACT;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}\"\\s]*)\\}");
  private static final List<RequestPlaceholder> DAYS = List.of(DAY, DAY_COMPACT);

  /** Its name between braces. */
  public String word() {
    return Phrase.word(this);
  }

  /** True if each local day needs a request of its own. */
  public boolean isDay() {
    return DAYS.contains(this);
  }

  /** The placeholder of a name; empty for the name of a setting. */
  public static Optional<RequestPlaceholder> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** Names between braces in a template, in their order. */
  public static Set<String> names(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
