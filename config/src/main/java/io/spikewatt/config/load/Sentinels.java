package io.spikewatt.config.load;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Raw values that mean "no value".
 *
 * @param patterns unsigned bit patterns
 */
record Sentinels(Set<Long> patterns) {

  static final Sentinels NONE = new Sentinels(Set.of());

  Sentinels {
    patterns = Set.copyOf(patterns);
  }

  static Optional<Sentinels> parse(SyntaxTree syntaxTree) {
    if (!(syntaxTree instanceof SyntaxTree.Items list)) {
      return Optional.empty();
    }
    Set<Long> patterns = new HashSet<>();
    for (SyntaxTree item : list.items()) {
      Optional<Long> bits =
          item instanceof SyntaxTree.Scalar scalar ? ValueTypes.bits(scalar) : Optional.empty();
      if (bits.isEmpty()) {
        return Optional.empty();
      }
      patterns.add(bits.get());
    }
    return Optional.of(new Sentinels(patterns));
  }
}
