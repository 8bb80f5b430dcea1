package io.spikewatt.controller.compute.means;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way to lower or raise the power of a compute box. Calls come from one thread and return
 * within a second; a means that cannot answer says so in its reading.
 */
public interface PowerMeans {

  /** Order in which the means of a box are used to lower its power; the reverse raises it. */
  enum Kind {
    /** Less work is let in, or groups of processes pause. */
    ADMISSION("%"),
    /** Clocks are locked to a highest frequency. */
    CLOCK("MHz"),
    /** The driver keeps a power limit. */
    POWER_LIMIT("W");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** Unit of {@link PowerMeans#set} and {@link Reading#enforced}. */
    public String unit() {
      return unit;
    }
  }

  /**
   * Name and kind of a means, which never change.
   *
   * @param name for people, unique in a box: {@code gpu0 power limit}
   * @param device name of the device that it acts on, unique in a box; means of one device may
   *     measure the same power, which counts once
   */
  record Label(String name, String device, Kind kind) {

    /** The only means of its device. */
    public Label(String name, Kind kind) {
      this(name, name, kind);
    }
  }

  /**
   * State of a means as the device reports it now.
   *
   * @param powerW draw of what it acts on, W, {@code >= 0}; empty = not measured by it
   * @param enforced the setting that the device enforces, in the means' own unit; empty = none or
   *     not told
   * @param problem reason why it does not work; empty = it works
   */
  record Reading(OptionalDouble powerW, OptionalDouble enforced, Optional<String> problem) {

    /** A failed reading, for an exception whose message is for people. */
    public static Reading failed(Exception reason) {
      return failed(String.valueOf(reason.getMessage()));
    }

    /** A failed reading with its reason. */
    public static Reading failed(String problem) {
      return new Reading(OptionalDouble.empty(), OptionalDouble.empty(), Optional.of(problem));
    }
  }

  Label label();

  /**
   * Values that it accepts: the least holds back most, the largest nothing. It may become narrower
   * once a device has told its own bounds.
   */
  SettingRange range();

  default String name() {
    return label().name();
  }

  default String device() {
    return label().device();
  }

  default Kind kind() {
    return label().kind();
  }

  default String unit() {
    return kind().unit();
  }

  default long least() {
    return range().least();
  }

  default long most() {
    return range().most();
  }

  /**
   * Smallest change that has an effect, in the means' unit: 50 % for two jobs that either run or
   * are suspended. Values between have the effect of the next lower one.
   */
  default long step() {
    return 1;
  }

  /**
   * Requests a value; what is in force is known by the next {@link #read}. A value stays requested
   * until the next one: {@link #read} requests it again after a reset of the device, or if somebody
   * else changed it.
   *
   * @param value from {@link #least} to {@link #most}
   * @throws IllegalArgumentException outside of the configured range
   */
  void set(long value);

  /** Present report of the device. Call it once a second. */
  Reading read();

  /** Holds nothing back any more, as far as the device answers. */
  default void release() {
    set(most());
  }
}
