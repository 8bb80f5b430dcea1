package io.spikewatt.config.load;

import java.util.Optional;
import java.util.Set;

/** Raw values that mean "no value", as unsigned bit patterns. */
record Sentinels(Set<Long> patterns) {

  static final Sentinels NONE = new Sentinels(Set.of());

  Sentinels {
    patterns = Set.copyOf(patterns);
  }

  /** Returns true if every value fits in the given number of bits. */
  boolean fit(int bits) {
    return bits >= Long.SIZE || patterns.stream().allMatch(pattern -> pattern >>> bits == 0);
  }

  static Optional<Sentinels> parse(SyntaxTree syntaxTree) {
    return ValueTypes.items(syntaxTree, ValueTypes::bits)
        .map(patterns -> new Sentinels(Set.copyOf(patterns)));
  }
}
