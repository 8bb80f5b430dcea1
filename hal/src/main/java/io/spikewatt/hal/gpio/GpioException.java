package io.spikewatt.hal.gpio;

/** A line cannot be claimed, read or set: no chip, no permission, taken by another process. */
public final class GpioException extends RuntimeException {

  public GpioException(String message) {
    super(message);
  }

  public GpioException(String message, Throwable cause) {
    super(message, cause);
  }
}
