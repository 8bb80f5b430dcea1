package io.spikewatt.controller.compute.means;

/**
 * Values that a setting accepts.
 *
 * @param least smallest value, {@code >= 0}
 * @param most largest value, {@code >= least}
 */
public record SettingRange(long least, long most) {

  /**
   * @throws IllegalArgumentException if it is empty or negative
   */
  public SettingRange {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          "expected a range from 0 up, found %d to %d".formatted(least, most));
    }
  }

  /**
   * The value itself.
   *
   * @throws IllegalArgumentException if it is outside
   */
  public long require(long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "expected a value from %d to %d, found %d".formatted(least, most, value));
    }
    return value;
  }

  /** The nearest value inside. */
  public long clamp(long value) {
    return Math.clamp(value, least, most);
  }

  /**
   * The part of this range that a device supports; its nearest bound if that is none of it.
   *
   * @param deviceLeast {@code >= 0}
   * @param deviceMost {@code >= deviceLeast}
   */
  public SettingRange within(long deviceLeast, long deviceMost) {
    return new SettingRange(
        Math.clamp(least, deviceLeast, deviceMost), Math.clamp(most, deviceLeast, deviceMost));
  }
}
