package io.spikewatt.controller.source;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Measured data beside the repository. */
final class SharedData {

  private SharedData() {}

  /** A file of the folder shared/data above this one; without it the test is skipped. */
  static Path file(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path there = at.resolve("shared/data").resolve(name);
      if (Files.exists(there)) {
        return there;
      }
    }
    assumeTrue(false, "SKIPPED: no shared/data/" + name + " above this folder");
    return Path.of(name);
  }
}
