package io.spikewatt.controller.protocol;

import java.util.List;

/** How much an alarm matters to those who run many sites. */
public enum AlarmSeverity {
  /** Control does what it should. */
  WARNING,
  /** Control lacks a device or a reading, or a limit is not kept: the site is degraded. */
  ERROR;

  private static final List<String> ERRORS =
      List.of(
          "battery-not-counted-on",
          "battery-unknown",
          "black-start",
          "device/",
          "export-limit",
          "foreign-writer/",
          "gate/",
          "grid-meter",
          "import-limit",
          "islanding",
          "not-following/",
          "state-directory",
          "write/");

  /** Severity of an alarm by its code. */
  public static AlarmSeverity of(String code) {
    return ERRORS.stream().anyMatch(code::startsWith) ? ERROR : WARNING;
  }
}
