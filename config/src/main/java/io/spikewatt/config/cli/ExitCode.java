package io.spikewatt.config.cli;

/** Exit codes of the process; numbers above 63 are those of BSD's sysexits. */
public enum ExitCode {
  OK(0),
  WARNINGS(1),
  USAGE(64),
  BAD_DATA(65),
  UNREACHABLE(69),
  BUG(70),
  CONFIG(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }
}
