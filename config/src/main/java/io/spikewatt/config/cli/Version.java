package io.spikewatt.config.cli;

/** Which build this is. */
public final class Version {

  /** Result of {@link #get} in a checkout. */
  public static final String DEVELOPMENT = "development";

  private Version() {}

  /** Version of the package; {@code development} from a checkout. */
  public static String get() {
    return System.getProperty("spikewatt.version", DEVELOPMENT);
  }
}
