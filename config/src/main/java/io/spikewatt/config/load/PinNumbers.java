package io.spikewatt.config.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Lines of the board: BCM numbers, each once. */
record PinNumbers(List<Integer> numbers) {

  private static final int MOST = 8;

  PinNumbers {
    numbers = List.copyOf(numbers);
  }

  static Optional<PinNumbers> parse(SyntaxTree tree, ValueType<Integer> pin) {
    List<SyntaxTree> items = tree instanceof SyntaxTree.Items list ? list.items() : List.of(tree);
    boolean right =
        tree instanceof SyntaxTree.Scalar || (items.size() >= 2 && items.size() <= MOST);
    List<Integer> numbers = new ArrayList<>();
    for (SyntaxTree item : items) {
      pin.parse().apply(item).ifPresent(numbers::add);
    }
    boolean whole = numbers.size() == items.size();
    boolean distinct = new HashSet<>(numbers).size() == numbers.size();
    return right && whole && distinct ? Optional.of(new PinNumbers(numbers)) : Optional.empty();
  }
}
