package io.spikewatt.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of whole numbers, each written once. */
record Numbers(List<Integer> all) {

  static final Numbers NONE = new Numbers(List.of());

  Numbers {
    all = List.copyOf(all);
  }

  /** A list of at least one number. */
  static ValueType<Numbers> type(String example, int min, int max) {
    return new ValueType<>(
        Numbers.class,
        "a list of different numbers from " + min + " to " + max + " such as " + example,
        "\"type\": \"array\", \"minItems\": 1, \"uniqueItems\": true, "
            + ("\"items\": {\"type\": \"integer\", \"minimum\": " + min)
            + (", \"maximum\": " + max + "}"),
        List.of(),
        tree -> parse(tree, min, max));
  }

  private static Optional<Numbers> parse(Tree tree, int min, int max) {
    if (!(tree instanceof Tree.Items list) || list.items().isEmpty()) {
      return Optional.empty();
    }
    List<Integer> all = new ArrayList<>();
    for (Tree item : list.items()) {
      Optional<Integer> number =
          item instanceof Tree.Scalar scalar
              ? Types.bits(scalar).filter(n -> n >= min && n <= max).map(Long::intValue)
              : Optional.empty();
      if (number.isEmpty() || all.contains(number.get())) {
        return Optional.empty();
      }
      all.add(number.get());
    }
    return Optional.of(new Numbers(all));
  }
}
