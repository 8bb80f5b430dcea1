package io.spikewatt.config.profile;

/**
 * From the number on the wire to the signal's value: value = number × factor + offset. Carries
 * scale, unit and sign.
 *
 * @param factor not 0 where a value is written
 */
public record LinearScale(double factor, double offset) {

  /** The unchanged value. */
  public static final LinearScale NONE = new LinearScale(1, 0);

  /** In the signal's unit. */
  public double value(double number) {
    return number * factor + offset;
  }

  /** Number on the wire for a value. */
  public double number(double value) {
    return (value - offset) / factor;
  }
}
