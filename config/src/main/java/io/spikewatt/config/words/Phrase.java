package io.spikewatt.config.words;

import java.util.Locale;
import java.util.Map;

/**
 * A text for people that is not yet in a language.
 *
 * @param key of the text in the words files
 * @param values of the text's placeholders; a {@link Phrase}, a {@link FormattedNumber}, a {@link
 *     EnergyPrice} and an {@link java.time.Instant} among them are written as the language and its
 *     reader do
 */
public record Phrase(String key, Map<String, ?> values) {

  public static Phrase of(String key) {
    return new Phrase(key, Map.of());
  }

  /** The word for a constant: {@code fault.bad-frame}. */
  public static Phrase of(String group, Enum<?> constant) {
    return of(key(group, constant));
  }

  /** Key of the word for a constant. */
  public static String key(String group, Enum<?> constant) {
    return group + "." + word(constant);
  }

  /** A constant in lower case, its words joined by hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The text in English, the language of messages and logs. */
  public String english() {
    return Language.ENGLISH.text(this);
  }

  @Override
  public String toString() {
    return english();
  }
}
