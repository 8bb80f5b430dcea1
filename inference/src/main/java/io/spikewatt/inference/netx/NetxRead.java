package io.spikewatt.inference.netx;

import io.spikewatt.inference.graded.QuantisedGradedWeights;

/** What came of reading a netx file. */
public sealed interface NetxRead {

  /**
   * A network that we wrote, equal to the bit.
   *
   * @param threshold in standard deviations of a sender's activity
   */
  record Loaded(QuantisedGradedWeights weights, float threshold) implements NetxRead {}

  /**
   * A refused file.
   *
   * @param detail the expected and the actual content
   */
  record Refused(String detail) implements NetxRead {}
}
