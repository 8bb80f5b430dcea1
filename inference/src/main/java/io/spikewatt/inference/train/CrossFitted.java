package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.LinearStack;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * Out-of-fold forecasts: what a stack would forecast from each origin had it not been fitted to it.
 * Made on each access, as {@link Origins} makes the rows: all of them would not fit a gateway's
 * memory.
 */
final class CrossFitted extends AbstractList<BaseForecast> implements RandomAccess {
  private final Origins origins;
  private final LinearStack[] without;

  /**
   * @param without stacks that were fitted without one block each
   */
  CrossFitted(Origins origins, LinearStack[] without) {
    this.origins = origins;
    this.without = without;
  }

  @Override
  public int size() {
    return origins.size();
  }

  @Override
  public BaseForecast get(int index) {
    return without[LinearTrainer.block(index, origins.size())].predict(origins.get(index));
  }
}
