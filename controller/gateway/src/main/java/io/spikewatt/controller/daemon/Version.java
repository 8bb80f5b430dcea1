package io.spikewatt.controller.daemon;

/** Which build this is. */
public final class Version {

  private Version() {}

  /** Version of the package; {@code development} from a checkout. */
  public static String get() {
    return System.getProperty("spikewatt.version", "development");
  }
}
