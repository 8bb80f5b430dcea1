package io.spikewatt.controller.status;

import java.util.Optional;

/**
 * The archive of loaded classes that an installation makes on its own processor. The Java machine
 * refuses one that is damaged or does not fit its flags or jars, and goes on without a word: starts
 * then take longer, and the daemon more memory.
 */
public final class StartupArchive {

  private static final String MAKE = "make it with /usr/lib/spikewatt/current/bin/activate";

  private StartupArchive() {}

  /** Whether the packaged program runs on its archive. */
  public enum Use {
    USED,
    /** The archive is there and does not fit, or is damaged. */
    REFUSED,
    /** None was made. */
    MISSING,
    /** The program was not started by the package's launcher. */
    NOT_PACKAGED
  }

  public static Use use() {
    return use(
        Optional.ofNullable(System.getProperty("spikewatt.archive")),
        System.getProperty("java.vm.info", ""));
  }

  /**
   * @param launcher what the launcher says: the archive's path, or empty text if there is none
   * @param machine what the Java machine says of itself; the runtime has no archive but ours
   */
  public static Use use(Optional<String> launcher, String machine) {
    if (launcher.isEmpty()) {
      return Use.NOT_PACKAGED;
    }
    if (launcher.get().isEmpty()) {
      return Use.MISSING;
    }
    return machine.contains("sharing") ? Use.USED : Use.REFUSED;
  }

  /** A warning for the log; empty if all is well. */
  public static Optional<String> problem() {
    return switch (use()) {
      case USED, NOT_PACKAGED -> Optional.empty();
      case REFUSED ->
          Optional.of(
              "the start-up archive does not fit this program, or is damaged, and is not used: "
                  + MAKE);
      case MISSING -> Optional.of("there is no start-up archive: " + MAKE);
    };
  }
}
