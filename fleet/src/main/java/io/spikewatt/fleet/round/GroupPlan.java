package io.spikewatt.fleet.round;

import io.spikewatt.inference.federated.RoundTerms;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who is in a group of a round, and on what terms.
 *
 * @param terms that every message of the group carries
 * @param gateways names by member number less 1, as many as the terms have members
 */
public record GroupPlan(RoundTerms terms, List<String> gateways) {

  public GroupPlan {
    gateways = List.copyOf(gateways);
    if (gateways.size() != terms.members()) {
      throw new IllegalArgumentException(
          terms.members() + " gateways expected, found " + gateways.size());
    }
  }

  /** Number of a gateway in the group, from 1; empty if it is no member. */
  public OptionalInt member(String gateway) {
    int index = gateways.indexOf(gateway);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }

  public String gateway(int member) {
    return gateways.get(member - 1);
  }
}
