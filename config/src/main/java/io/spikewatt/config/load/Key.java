package io.spikewatt.config.load;

import java.util.Optional;

/**
 * One key of a mapping: the loader, the reference table and the editors' schema all follow it.
 *
 * @param name kebab-case, with the unit where there is one
 * @param type its permitted values
 * @param required whether leaving it out is a problem
 * @param fallback the value where it is left out; empty if required, or if there is no such value
 * @param otherwise effect of leaving it out, for people
 * @param meaning one line, for people
 */
record Key<T>(
    String name,
    ValueType<T> type,
    boolean required,
    Optional<T> fallback,
    String otherwise,
    String meaning) {

  static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
    return new Key<>(name, type, true, Optional.empty(), "required", meaning);
  }

  /** {@code otherwise} is the default as a user would write it. */
  static <T> Key<T> withDefault(
      String name, ValueType<T> type, T fallback, String otherwise, String meaning) {
    return new Key<>(name, type, false, Optional.of(fallback), otherwise, meaning);
  }

  /** With a default as a file would write it: {@code 900} for a quarter of an hour in seconds. */
  static <T> Key<T> written(String name, ValueType<T> type, String text, String meaning) {
    SyntaxTree scalar = new SyntaxTree.Scalar(FilePosition.START, text, true);
    return withDefault(name, type, type.parse().apply(scalar).orElseThrow(), text, meaning);
  }

  /** With a default in its usual spelling. */
  static <T> Key<T> withDefault(String name, ValueType<T> type, T fallback, String meaning) {
    return withDefault(name, type, fallback, ValueTypes.written(fallback), meaning);
  }

  static Key<Boolean> flag(String name, boolean fallback, String meaning) {
    return withDefault(name, ValueTypes.flag(), fallback, meaning);
  }

  static <E extends Enum<E>> Key<E> choice(String name, E fallback, String meaning) {
    return withDefault(name, ValueTypes.choice(fallback.getDeclaringClass()), fallback, meaning);
  }

  /** {@code otherwise}: meaning of the key's absence. */
  static <T> Key<T> optional(String name, ValueType<T> type, String otherwise, String meaning) {
    return new Key<>(name, type, false, Optional.empty(), otherwise, meaning);
  }
}
