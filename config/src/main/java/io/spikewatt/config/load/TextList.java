package io.spikewatt.config.load;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A list of texts as the value of a key. */
record TextList(List<String> texts) {

  TextList {
    texts = List.copyOf(texts);
  }

  /**
   * Lists of texts that each match {@code regex}.
   *
   * @param most largest number of texts; at least one is needed
   */
  static ValueType<TextList> of(String expected, String regex, int most) {
    Pattern pattern = Pattern.compile(regex);
    return new ValueType<>(
        TextList.class,
        expected,
        "\"type\": \"array\", \"minItems\": 1, \"maxItems\": "
            + most
            + ", \"items\": { \"type\": [\"string\", \"number\"] }",
        List.of(),
        tree -> parse(tree, pattern, most));
  }

  private static Optional<TextList> parse(SyntaxTree tree, Pattern pattern, int most) {
    return ValueTypes.items(
            tree, scalar -> Optional.of(scalar.text()).filter(pattern.asMatchPredicate()))
        .filter(texts -> !texts.isEmpty() && texts.size() <= most)
        .map(TextList::new);
  }
}
