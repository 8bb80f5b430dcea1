package io.spikewatt.config.profile;

/**
 * A value that may be written into a Modbus map.
 *
 * @param register where, and how it is coded
 * @param persistence what a write costs the device
 * @param enable a register that must hold a value for the output to count; empty if none
 */
public record RegisterOutput(
    RegisterSpec register, Persistence persistence, java.util.Optional<Enable> enable) {

  /** What the register's memory is. */
  public enum Persistence {
    VOLATILE,
    FLASH,
    UNKNOWN
  }

  /**
   * @param address zero-based holding register
   * @param on value that hands control to us
   * @param off value that gives it back (neutral)
   */
  public record Enable(int address, int on, int off) {}
}
