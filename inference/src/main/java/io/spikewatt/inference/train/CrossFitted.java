package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.LinearStack;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * What a stack would have said of each origin that it was fitted to, had it not seen it: made
 * whenever it is asked for, as {@link Origins} makes the rows, because all of it would not fit a
 * gateway's memory.
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
