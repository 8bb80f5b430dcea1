package io.spikewatt.controller.app;

import java.util.Optional;

/** Which build this is. */
final class Version {

  private Version() {}

  /** Version from the jar's manifest; {@code development} when run from classes. */
  static String get() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
