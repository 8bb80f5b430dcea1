package io.spikewatt.hal.gpio;

/** A relay. */
public interface DigitalOutput extends AutoCloseable {

  /** Closes ({@code true}) or opens the relay. */
  void set(boolean closed);

  /** Last level that was set. */
  boolean closed();

  /** Leaves the relay in its configured rest state. */
  @Override
  void close();
}
