package io.spikewatt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The checkout that tests run in, from whichever module's folder they are started. */
public final class SourceCheckout {

  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".build", "node_modules", "dependency");

  private SourceCheckout() {}

  public static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("spikewatt")) && Files.isDirectory(at.resolve("hal"))) {
        return at;
      }
    }
    throw new IllegalStateException("no checkout above this folder");
  }

  public static Path file(String path) {
    return root().resolve(path);
  }

  /**
   * Folders of a name in all modules of a checkout, however deep these lie.
   *
   * @param path such as {@code src/main/java}
   */
  public static List<Path> folders(Path root, String path) {
    try (Stream<Path> all = Files.walk(root, 4)) {
      return all.filter(at -> isOurs(root.relativize(at)))
          .map(at -> at.resolve(path))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(Path relative) {
    for (Path part : relative) {
      if (NOT_OURS.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}
