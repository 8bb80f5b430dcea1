package io.spikewatt.inference.train;

import java.util.function.BooleanSupplier;

/** Once true, true for good: a run that was cut short must not pass for a whole one. */
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
