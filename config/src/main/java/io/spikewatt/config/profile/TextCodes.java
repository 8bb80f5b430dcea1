package io.spikewatt.config.profile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Texts that represent numbers, for example {@code ON} for 1.
 *
 * @param numbers by text, in the file's order
 */
public record TextCodes(Map<String, Double> numbers) {

  /** No texts. */
  public static final TextCodes NONE = new TextCodes(Map.of());

  public TextCodes {
    numbers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  public OptionalDouble number(String text) {
    Double number = numbers.get(text);
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  /** The first text that means the number. */
  public Optional<String> text(double number) {
    return numbers.entrySet().stream()
        .filter(entry -> entry.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
