package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.hal.store.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Facts that a proposal was judged on, as the approver saw them: the plan's id, limits in force,
 * the mode. Execution compares them with those of its moment.
 *
 * @param byName at most 16; a value of more than 100 characters is replaced by its begin and hash
 */
public record ProposalFacts(SortedMap<String, String> byName) {

  private static final int MOST = 16;
  private static final int LONGEST_NAME = 48;
  private static final int LONGEST_VALUE = 100;
  private static final int SHOWN = 30;

  /**
   * Facts by name.
   *
   * @throws IllegalArgumentException for more or longer names than a caller may choose
   */
  public ProposalFacts {
    SortedMap<String, String> kept = new TreeMap<>();
    byName.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a fact is called \"" + name + "\"");
          }
          kept.put(name, shortened(value));
        });
    if (kept.size() > MOST) {
      throw new IllegalArgumentException("%d facts, at most %d".formatted(kept.size(), MOST));
    }
    byName = Collections.unmodifiableSortedMap(kept);
  }

  public static ProposalFacts of(Map<String, String> byName) {
    return new ProposalFacts(new TreeMap<>(byName));
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST_VALUE
        ? value
        : value.substring(0, SHOWN) + "… " + Sha256.of(value.getBytes(CanonicalBytes.CHARSET));
  }

  /** Differences of now, in words; empty = none. */
  public List<String> changes(ProposalFacts now) {
    List<String> changes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(byName.keySet());
    names.addAll(now.byName.keySet());
    for (String name : names) {
      String before = byName.get(name);
      String after = now.byName.get(name);
      if (!Objects.equals(before, after)) {
        changes.add(
            "%s was %s, is %s"
                .formatted(
                    name,
                    before == null ? "not known" : before,
                    after == null ? "not known" : after));
      }
    }
    return changes;
  }
}
