package io.spikewatt.controller.update;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The machine that an update changes. */
public interface UpdateHost {

  /**
   * What a package says of itself.
   *
   * @param architecture Debian's word; {@code all} for every one
   */
  record PackageFields(String name, String version, String architecture) {}

  /**
   * How an installation ended.
   *
   * @param detail last lines of the installer's output
   */
  record Installation(boolean succeeded, String detail) {}

  /** Debian's word for this machine's architecture. */
  String architecture();

  /**
   * Reads a package without running anything of it.
   *
   * @throws IOException if it is none
   */
  PackageFields read(Path file) throws IOException;

  /** Whether a package has to be signed by a key of the fleet's owner. */
  boolean wantsSignature();

  /**
   * Verifies a detached signature.
   *
   * @return why it does not hold; empty if it does
   */
  Optional<String> distrust(Path file, Path signature);

  /** Installs a package and restarts the daemon with it. */
  Installation install(Path file);

  /** The version that a start would run; empty if that cannot be found out. */
  Optional<String> version();

  /** Whether the daemon controls its site. */
  boolean healthy();
}
