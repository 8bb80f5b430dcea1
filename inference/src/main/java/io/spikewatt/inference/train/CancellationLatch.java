package io.spikewatt.inference.train;

import java.util.function.BooleanSupplier;

/**
 * Latches a cancellation: once true, true for good, so that a run cut short is never taken for a
 * whole one.
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
