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
  private final OriginSequence originSequence;
  private final LinearStack[] without;

  /**
   * @param without stacks that were fitted without one block each
   */
  CrossFittedForecasts(OriginSequence originSequence, LinearStack[] without) {
    this.originSequence = originSequence;
    this.without = without;
  }

  @Override
  public int size() {
    return originSequence.size();
  }

  @Override
  public BaseForecast get(int index) {
    return without[LinearTrainer.block(index, originSequence.size())].predict(
        originSequence.get(index));
  }
}
