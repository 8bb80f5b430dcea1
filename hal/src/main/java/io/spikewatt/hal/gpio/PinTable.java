package io.spikewatt.hal.gpio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Claimed pins and their settings. A released line is often busy when claimed again, so each is
 * created once and kept. Safe for use by many threads.
 */
final class PinTable {

  private record Use(boolean output, boolean activeLow, boolean rest) {}

  private record Claim(Use use, AutoCloseable line) {}

  private final Map<Integer, Claim> claims = new LinkedHashMap<>();
  private volatile boolean closed;

  DigitalInput input(int pin, boolean activeLow, Supplier<DigitalInput> maker) {
    return (DigitalInput) claim(pin, new Use(false, activeLow, false), maker);
  }

  DigitalOutput output(int pin, boolean activeLow, boolean rest, Supplier<DigitalOutput> maker) {
    return (DigitalOutput) claim(pin, new Use(true, activeLow, rest), maker);
  }

  synchronized @Nullable Object at(int pin) {
    Claim claim = claims.get(pin);
    return claim == null ? null : claim.line;
  }

  void requireOpen() {
    if (closed) {
      throw new GpioException("the board is closed");
    }
  }

  /** Brings the outputs to rest, in the order of their claims. */
  synchronized void close() {
    closed = true;
    for (Claim claim : claims.values()) {
      if (claim.line instanceof DigitalOutput output) {
        output.close();
      }
    }
    claims.clear();
  }

  private synchronized AutoCloseable claim(
      int pin, Use use, Supplier<? extends AutoCloseable> maker) {
    requireOpen();
    Claim claim = claims.get(pin);
    if (claim == null) {
      claim = new Claim(use, maker.get());
      claims.put(pin, claim);
    } else if (!claim.use.equals(use)) {
      throw new IllegalArgumentException("pin " + pin + " is in use as " + claim.use);
    }
    return claim.line;
  }
}
