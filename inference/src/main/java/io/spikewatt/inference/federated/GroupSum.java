package io.spikewatt.inference.federated;

import java.util.SortedSet;
import java.util.TreeSet;

/** The sum of the members' updates on the terms' grid, modulo 2^32, unmasked. */
public record GroupSum(RoundTerms terms, SortedSet<Integer> members, int[] values) {

  public GroupSum {
    members = new TreeSet<>(members);
  }

  public WeightUpdate mean() {
    return terms.grid().mean(values, members.size());
  }

  /** Refuses a sum that clipped updates cannot reach: a member sent too much; masks hide which. */
  public void requireWithinClip() throws RoundRefusal {
    double norm = mean().norm() * members.size();
    double most = terms.greatestNorm(members.size());
    if (!(norm <= most)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.BEYOND_CLIP,
          "a sum of norm %.4g at most expected, found %.4g".formatted(most, norm));
    }
  }
}
