package io.spikewatt.config.load;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a key's value may be.
 *
 * @param javaType class of the parsed value
 * @param expected for messages and the reference, for example {@code a number from 0 to 100 (%)}
 * @param schema members of a JSON Schema object that says the same to an editor
 * @param words the values that exist, for suggestions; empty where they cannot be listed
 * @param parse the value, or empty where the tree is not one
 */
record ValueType<T>(
    Class<T> javaType,
    String expected,
    String schema,
    List<String> words,
    Function<SyntaxTree, Optional<T>> parse) {

  /** A type of single values. */
  static <T> ValueType<T> scalar(
      Class<T> javaType,
      String expected,
      String schema,
      Function<SyntaxTree.Scalar, Optional<T>> parse) {
    return new ValueType<>(
        javaType,
        expected,
        schema,
        List.of(),
        syntaxTree ->
            syntaxTree instanceof SyntaxTree.Scalar scalar && !scalar.isNothing()
                ? parse.apply(scalar)
                : Optional.empty());
  }

  ValueType<T> withWords(List<String> known) {
    return new ValueType<>(javaType, expected, schema, known, parse);
  }
}
