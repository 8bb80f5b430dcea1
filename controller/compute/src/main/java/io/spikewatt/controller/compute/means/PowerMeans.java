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
  record Reading(OptionalDouble powerW, OptionalDouble enforced, Optional<String> problem) {}

  /** Name for people, unique in a box: {@code gpu0 power limit}. */
  String name();

  Kind kind();

  /** Unit of {@link #set} and {@link Reading#enforced}: {@code W}, {@code MHz}, {@code %}. */
  String unit();

  /** Smallest value that it accepts: what holds back most. */
  long least();

  /** Largest value that it accepts: nothing is held back. */
  long most();

  /**
   * Requests a value; what is in force is known by the next {@link #read}.
   *
   * @param value from {@link #least} to {@link #most}
   * @throws IllegalArgumentException outside of these
   */
  void set(long value);

  /** What the device reports now. */
  Reading read();

  /** Holds nothing back any more, as far as the device answers. */
  default void release() {
    set(most());
  }
}
