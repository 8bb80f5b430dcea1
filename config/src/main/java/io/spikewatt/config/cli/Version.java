package io.spikewatt.config.cli;

/** Which build this is. */
public final class Version {

  private Version() {}

  /** Version of the package; {@code development} from a checkout. */
  public static String get() {
    return System.getProperty("spikewatt.version", "development");
  }
}
