package io.spikewatt.config.load;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A list of whole numbers, each written once. */
record DistinctNumbers(List<Integer> all) {

  static final DistinctNumbers NONE = new DistinctNumbers(List.of());

  DistinctNumbers {
    all = List.copyOf(all);
  }

  /** A list of at least one number. */
  static ValueType<DistinctNumbers> type(String example, int min, int max) {
    return new ValueType<>(
        DistinctNumbers.class,
        "a list of different numbers from " + min + " to " + max + " such as " + example,
        "\"type\": \"array\", \"minItems\": 1, \"uniqueItems\": true, "
            + ("\"items\": {\"type\": \"integer\", \"minimum\": " + min)
            + (", \"maximum\": " + max + "}"),
        List.of(),
        syntaxTree -> parse(syntaxTree, min, max));
  }

  private static Optional<DistinctNumbers> parse(SyntaxTree syntaxTree, int min, int max) {
    return ValueTypes.items(
            syntaxTree,
            scalar -> ValueTypes.bits(scalar).filter(n -> n >= min && n <= max).map(Long::intValue))
        .filter(all -> !all.isEmpty() && new HashSet<>(all).size() == all.size())
        .map(DistinctNumbers::new);
  }
}
