package io.spikewatt.hal.gpio;

/** A contact. */
public interface DigitalInput extends AutoCloseable {

  /** Whether the contact is closed now (after debouncing), true = closed. */
  boolean closed();

  @Override
  void close();
}
