package io.spikewatt.config.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known word that a mistyped one is probably meant to be. */
public final class SpellingSuggestion {

  private static final int LONGEST = 64;

  private SpellingSuggestion() {}

  /** The nearest of {@code known}, if it is near enough to be worth a question. */
  public static Optional<String> to(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = plain(word);
    return known.stream()
        .filter(k -> distance(plain, plain(k)) <= Math.max(1, Math.min(plain.length(), 12) / 3))
        .min(
            Comparator.<String>comparingInt(k -> distance(plain, plain(k)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code " (did you mean "x"?)"}, or nothing. */
  public static String question(String word, Collection<String> known) {
    return to(word, known).map(k -> " (did you mean \"" + k + "\"?)").orElse("");
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Levenshtein distance with transpositions: inserted, deleted, changed characters, and neighbours
   * that are swapped.
   */
  private static int distance(String a, String b) {
    int[] twoAbove = new int[0];
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
        }
      }
      twoAbove = above;
      above = row;
    }
    return above[b.length()];
  }
}
