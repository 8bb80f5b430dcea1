package io.spikewatt.hal.gpio;

/**
 * The lines of one board. A line is claimed at the first call for its pin and kept until the board
 * is closed; a second call for the same pin returns the same object.
 *
 * <p>Safe for use by many threads.
 */
public interface Gpio extends AutoCloseable {

  /**
   * A contact.
   *
   * @param pin BCM number of the line
   * @param activeLow the contact closes to ground: a low level is "closed"
   * @throws GpioException if the line is not available now; a later call may succeed
   * @throws IllegalArgumentException if the pin was claimed in another way before
   */
  DigitalInput input(int pin, boolean activeLow);

  /**
   * A relay, which starts in its rest state.
   *
   * @param pin BCM number of the line
   * @param activeLow a low level closes the relay
   * @param rest state in which the relay is left on closing, {@code true} = closed
   * @throws GpioException if the line is not available now; a later call may succeed
   * @throws IllegalArgumentException if the pin was claimed in another way before
   */
  DigitalOutput output(int pin, boolean activeLow, boolean rest);

  /** Brings every output to its rest state and lets go of all lines. */
  @Override
  void close();
}
