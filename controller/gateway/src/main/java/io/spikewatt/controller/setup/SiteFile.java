package io.spikewatt.controller.setup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** A site file on disk. */
public final class SiteFile {

  private SiteFile() {}

  /** Whether there is one that says something: a package brings a file of comments alone. */
  public static boolean describesSite(Path file) throws IOException {
    return Files.exists(file)
        && !new String(Files.readAllBytes(file), ISO_8859_1)
            .lines()
            .allMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  /**
   * Writes it whole, readable by the service alone.
   *
   * @param root whether this process may give files to the owner of their directory
   * @return where the file before is kept; empty if it described no site
   */
  public static Optional<Path> write(Path file, String text, boolean root) throws IOException {
    Path directory = PrivateFiles.directory(file);
    PrivateFiles.createDirectories(directory);
    Optional<Path> before = describesSite(file) ? Optional.of(unused(file)) : Optional.empty();
    if (before.isPresent()) {
      put(before.get(), Files.readAllBytes(file), root);
    }
    put(file, text.getBytes(UTF_8), root);
    return before;
  }

  private static void put(Path file, byte[] bytes, boolean root) throws IOException {
    PrivateFiles.replace(file, bytes);
    if (root) {
      PrivateFiles.likeDirectory(PrivateFiles.directory(file), file);
    }
  }

  private static Path unused(Path file) {
    return IntStream.iterate(1, n -> n + 1)
        .mapToObj(n -> file.resolveSibling(file.getFileName() + ".before-" + n))
        .filter(path -> !Files.exists(path))
        .findFirst()
        .orElseThrow();
  }
}
