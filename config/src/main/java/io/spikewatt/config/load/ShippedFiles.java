package io.spikewatt.config.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Descriptions that come with the program, as YAML files in the package of a class.
 *
 * @param neighbour a class of that package
 */
record ShippedFiles(Class<?> neighbour) {

  private static final String ENDING = ".yaml";

  /** Ids of all, sorted. */
  List<String> ids() {
    URL file = neighbour.getResource(neighbour.getSimpleName() + ".class");
    return BundledFiles.names(Objects.requireNonNull(file), ENDING);
  }

  /** True if a file of that id exists; cheaper than the list. */
  boolean contains(String id) {
    return !id.contains("/") && neighbour.getResource(id + ENDING) != null;
  }

  static String fileName(String id) {
    return id + ENDING;
  }

  /**
   * Content of the file of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  byte[] bytes(String id) {
    if (!contains(id)) {
      throw new IllegalArgumentException("nothing shipped of the id " + id);
    }
    try (InputStream in = neighbour.getResourceAsStream(fileName(id))) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reports an id that is not the file's name. */
  static void nameIsId(Optional<String> id, String fileName, Problems problems) {
    Path name = Path.of(fileName).getFileName();
    if (name != null && id.isPresent() && !name.toString().equals(fileName(id.get()))) {
      problems.addAt("id", "the file's name without .yaml: " + name, "\"" + id.get() + "\"");
    }
  }
}
