package io.spikewatt.controller.protocol;

import java.util.List;

/** Severity of an alarm for the operator of many sites. */
public enum AlarmSeverity {
  /** Control works as intended. */
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
