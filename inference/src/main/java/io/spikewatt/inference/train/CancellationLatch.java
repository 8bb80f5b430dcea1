package io.spikewatt.inference.train;

import java.util.function.BooleanSupplier;

/**
 * Latches a cancellation: once true, it stays true, so that an aborted run never counts as
 * complete.
 */
final class CancellationLatch implements BooleanSupplier {
  private final BooleanSupplier source;
  private boolean closed;

  CancellationLatch(BooleanSupplier source) {
    this.source = source;
  }

  @Override
  public boolean getAsBoolean() {
    closed |= source.getAsBoolean();
    return closed;
  }
}
