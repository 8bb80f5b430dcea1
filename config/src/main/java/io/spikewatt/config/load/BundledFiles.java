package io.spikewatt.config.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Lists the files that come with the program next to a given one, in a folder or in a jar. */
final class BundledFiles {

  private BundledFiles() {}

  /**
   * Names of the files in the same folder, without their ending, sorted.
   *
   * @param file one of the files; {@code file:} or {@code jar:}
   * @param ending ending of the names
   */
  static List<String> names(URL file, String ending) {
    try {
      return (file.openConnection() instanceof JarURLConnection jar
              ? inJar(jar)
              : inFolder(Path.of(file.toURI())))
          .stream()
              .filter(name -> name.endsWith(ending))
              .map(name -> name.substring(0, name.length() - ending.length()))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> inFolder(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static List<String> inJar(JarURLConnection connection) throws IOException {
    connection.setUseCaches(false);
    String folder = folder(connection.getEntryName());
    try (JarFile jar = connection.getJarFile()) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> folder(name).equals(folder))
          .map(name -> name.substring(folder.length()))
          .toList();
    }
  }

  private static String folder(String entry) {
    return entry.substring(0, entry.lastIndexOf('/') + 1);
  }
}
