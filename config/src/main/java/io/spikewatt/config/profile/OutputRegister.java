package io.spikewatt.config.profile;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One holding register of an output, and its part of the setpoint.
 *
 * @param register address and encoding
 * @param takes content to write
 * @param persistence kind of its memory, which decides the wear of a write
 * @param release raw number that is written when control is released; empty = {@code takes} applied
 *     to the neutral value
 * @param ownMode raw number that leaves the device to its own mode, in which it regulates
 *     self-consumption by its own meter; empty = the register does not switch modes
 * @param rawMin smallest raw number that the device accepts
 * @param rawMax largest raw number that the device accepts
 * @param readBack whether the register returns the written value
 */
public record OutputRegister(
    RegisterSpec register,
    CellContent takes,
    Persistence persistence,
    OptionalDouble release,
    OptionalDouble ownMode,
    double rawMin,
    double rawMax,
    boolean readBack) {

  /** Kind of the register's memory. */
  public enum Persistence {
    VOLATILE,
    FLASH,
    UNKNOWN
  }

  /** Which part of a setpoint. Positive power flows into the site bus: a battery discharges. */
  public enum Share {
    /** The setpoint with its sign. */
    VALUE,
    /** The setpoint where it is positive, otherwise 0. */
    POSITIVE,
    /** The magnitude of the setpoint where it is negative, otherwise 0. */
    NEGATIVE,
    /** The magnitude of the setpoint. */
    MAGNITUDE
  }

  /** Content of a register. */
  public sealed interface CellContent {

    /** A part of the setpoint, with the register's scale. */
    record Part(Share share) implements CellContent {}

    /** Always the same raw number: a mode, an enable, a reversion time. */
    record Constant(double raw) implements CellContent {}

    /** A raw number that encodes the direction. */
    record Direction(double positive, double negative, double zero) implements CellContent {}

    /** A raw number for each of the setpoints 1, 2, 3 and so on. */
    record Codes(List<Double> raw) implements CellContent {
      public Codes {
        raw = List.copyOf(raw);
      }
    }
  }
}
