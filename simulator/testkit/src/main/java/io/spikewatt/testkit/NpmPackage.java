package io.spikewatt.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** Packages from the npm registry, which tests run with Debian's node. */
public final class NpmPackage {

  private NpmPackage() {}

  /**
   * Installs a package once for this user and all checkouts. Skips the test, loudly, where node,
   * npm or the package cannot be had.
   *
   * @param name with its version, such as {@code sparkplug-payload@1.0.3}
   * @return the folder that has {@code node_modules}
   */
  public static Path install(String name) throws IOException, InterruptedException {
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(text -> !text.isEmpty())
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    Path folder = cache.resolve("spikewatt").resolve(name);
    Path complete = folder.resolve("complete");
    if (!Files.exists(complete)) {
      Files.createDirectories(folder);
      String npm =
          "npm install --prefix . --ignore-scripts --omit=dev --no-audit --no-fund " + name;
      require("npm", folder, List.of("npm", "--version"));
      require(name + " by npm", folder, List.of(npm.split(" ")));
      Files.writeString(complete, "");
    }
    require("node", folder, List.of("node", "--version"));
    return folder;
  }

  private static void require(String what, Path folder, List<String> command)
      throws InterruptedException {
    boolean there;
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      there = process.waitFor(180, TimeUnit.SECONDS) && process.exitValue() == 0;
      process.destroyForcibly();
    } catch (IOException notFound) {
      there = false;
    }
    if (!there) {
      Logger.warn("SKIPPED: {} cannot be had here", what);
    }
    assumeTrue(there, what + " cannot be had here");
  }
}
