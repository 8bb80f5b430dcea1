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
    ADMISSION,
    /** Clocks are locked to a highest frequency. */
    CLOCK,
    /** The driver keeps a power limit. */
    POWER_LIMIT
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

    /** Nothing is known, because of an exception whose message is for people. */
    public static Reading failed(Exception reason) {
      return failed(String.valueOf(reason.getMessage()));
    }

    /** Nothing is known, and why. */
    public static Reading failed(String problem) {
      return new Reading(OptionalDouble.empty(), OptionalDouble.empty(), Optional.of(problem));
    }
  }

  /** Name for people, unique in a box: {@code gpu0 power limit}. */
  String name();

  Kind kind();

  /**
   * Name of the device that it acts on, unique in a box. Means of one device may measure the same
   * power, which counts once.
   */
  default String device() {
    return name();
  }

  /** Unit of {@link #set} and {@link Reading#enforced}: {@code W}, {@code MHz}, {@code %}. */
  String unit();

  /**
   * Smallest value that it accepts: what holds back most. It may rise once a device has told its
   * own lower bound.
   */
  long least();

  /** Largest value that it accepts: nothing is held back. */
  long most();

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

  /** What the device reports now. Call it once a second. */
  Reading read();

  /** Holds nothing back any more, as far as the device answers. */
  default void release() {
    set(most());
  }
}
