package io.spikewatt.config.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Lines of the board.
 *
 * @param numbers BCM numbers, each once
 */
record Pins(List<Integer> numbers) {

  private static final int MOST = 8;

  Pins {
    numbers = List.copyOf(numbers);
  }

  static Optional<Pins> parse(Tree tree, ValueType<Integer> pin) {
    List<Tree> items = tree instanceof Tree.Items list ? list.items() : List.of(tree);
    boolean right = tree instanceof Tree.Scalar || (items.size() >= 2 && items.size() <= MOST);
    List<Integer> numbers = new ArrayList<>();
    for (Tree item : items) {
      pin.parse().apply(item).ifPresent(numbers::add);
    }
    boolean whole = numbers.size() == items.size();
    boolean distinct = new HashSet<>(numbers).size() == numbers.size();
    return right && whole && distinct ? Optional.of(new Pins(numbers)) : Optional.empty();
  }
}
