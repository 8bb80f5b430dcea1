package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.LinearStack;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * Out-of-fold forecasts: the forecast from each origin of a stack that was fitted without it.
 * Computed on each access, like the rows of {@link OriginSequence}, because all of them would not
 * fit a gateway's memory.
 */
final class CrossFittedForecasts extends AbstractList<BaseForecast> implements RandomAccess {
  private final OriginSequence sequence;
  private final LinearStack[] without;

  /**
   * @param without stacks that were fitted without one block each
   */
  CrossFittedForecasts(OriginSequence sequence, LinearStack[] without) {
    this.sequence = sequence;
    this.without = without;
  }

  @Override
  public int size() {
    return sequence.size();
  }

  @Override
  public BaseForecast get(int index) {
    return without[LinearTrainer.block(index, sequence.size())].predict(sequence.get(index));
  }
}
