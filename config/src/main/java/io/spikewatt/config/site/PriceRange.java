package io.spikewatt.config.site;

import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/**
 * Least and largest price that a tariff can have.
 *
 * @param least currency a kWh
 * @param most currency a kWh
 */
public record PriceRange(double least, double most) {

  /** Range of at least one price. */
  static PriceRange of(DoubleStream prices) {
    DoubleSummaryStatistics all = prices.summaryStatistics();
    return new PriceRange(all.getMin(), all.getMax());
  }

  PriceRange plus(PriceRange other) {
    return new PriceRange(least + other.least, most + other.most);
  }
}
