package io.spikewatt.config.load;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Type of a key's value.
 *
 * @param javaType class of the parsed value
 * @param expected for messages and the reference, for example {@code a number from 0 to 100 (%)}
 * @param schema members of the equivalent JSON Schema object, for editors
 * @param words the possible values, for suggestions; empty where they cannot be listed
 * @param parse the value, or empty where the tree is not one
 * @param hint probable meaning of an invalid value, in brackets; may be empty
 */
record ValueType<T>(
    Class<T> javaType,
    String expected,
    String schema,
    List<String> words,
    Function<SyntaxTree, Optional<T>> parse,
    Function<SyntaxTree.Scalar, String> hint) {

  /** Without hints. */
  ValueType(
      Class<T> javaType,
      String expected,
      String schema,
      List<String> words,
      Function<SyntaxTree, Optional<T>> parse) {
    this(javaType, expected, schema, words, parse, _ -> "");
  }

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

  /** With values that fulfil a further condition only. */
  ValueType<T> filtered(Predicate<T> condition) {
    return new ValueType<>(
        javaType, expected, schema, words, tree -> parse.apply(tree).filter(condition), hint);
  }

  ValueType<T> withWords(List<String> known) {
    return new ValueType<>(javaType, expected, schema, known, parse, hint);
  }

  ValueType<T> withHint(Function<SyntaxTree.Scalar, String> meant) {
    return new ValueType<>(javaType, expected, schema, words, parse, meant);
  }
}
