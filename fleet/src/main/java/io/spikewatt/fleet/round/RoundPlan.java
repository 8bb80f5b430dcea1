package io.spikewatt.fleet.round;

import io.spikewatt.inference.federated.RoundTerms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A round before it begins.
 *
 * @param round its number, never used again
 * @param features name of the inputs of the model that learns
 * @param base version of the model that the round begins with
 * @param groups at least one
 */
public record RoundPlan(long round, String features, long base, List<GroupPlan> groups) {

  public RoundPlan {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("a round without a group");
    }
  }

  /**
   * Divides gateways into random groups of nearly the same size, each of at least {@link
   * RoundTerms#LEAST_MEMBERS}.
   *
   * @param gateways at least as many as the smallest group has members
   * @param size members of a group at best
   * @param weights number of shared weights
   * @param bounds of the updates
   * @param seed of the division
   */
  public static RoundPlan divide(
      long round,
      String features,
      long base,
      List<String> gateways,
      int size,
      int weights,
      UpdateBounds bounds,
      long seed) {
    int least = Math.max(size, RoundTerms.LEAST_MEMBERS);
    int count = Math.max(1, gateways.size() / least);
    List<String> shuffled = new ArrayList<>(gateways);
    Collections.shuffle(shuffled, new Random(seed));
    List<GroupPlan> groups = new ArrayList<>();
    for (int g = 0; g < count; g++) {
      int from = g * shuffled.size() / count;
      int to = (g + 1) * shuffled.size() / count;
      RoundTerms quiet = new RoundTerms(round, g, features, to - from, weights, bounds.clip(), 0);
      double noise = bounds.memberNoise(quiet.needed());
      RoundTerms terms =
          new RoundTerms(round, g, features, to - from, weights, bounds.clip(), noise);
      groups.add(new GroupPlan(terms, shuffled.subList(from, to)));
    }
    return new RoundPlan(round, features, base, groups);
  }
}
