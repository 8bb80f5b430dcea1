package io.spikewatt.controller.assistant.proposal;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Simulated consequences of a proposal, as the approver sees them.
 *
 * @param costBefore of the plan without it, in {@code currency}; empty = not simulated
 * @param costAfter of the plan with it, in {@code currency}; empty = not simulated
 * @param currency ISO 4217
 * @param limits names of the limits that the plan with it touches
 */
public record ProposalForecast(
    OptionalDouble costBefore, OptionalDouble costAfter, String currency, List<String> limits) {

  private static final int MOST_LIMITS = 8;
  private static final int LONGEST = 32;

  /** Throws IllegalArgumentException for more or longer names than a caller may choose. */
  public ProposalForecast {
    limits = List.copyOf(limits);
    if (limits.size() > MOST_LIMITS || limits.stream().anyMatch(name -> name.length() > LONGEST)) {
      throw new IllegalArgumentException("limits: " + limits);
    }
  }

  void addTo(CanonicalBytes bytes) {
    bytes.add(costBefore.toString()).add(costAfter.toString()).add(currency);
    bytes.add(String.valueOf(limits.size()));
    limits.forEach(bytes::add);
  }
}
