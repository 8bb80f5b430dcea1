package io.spikewatt.controller.daemon;

import java.util.Optional;

/** Which build this is. */
public final class Version {

  private Version() {}

  /** Version from the jar's manifest; {@code development} when run from classes. */
  public static String get() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
