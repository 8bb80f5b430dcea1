package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped profiles are found wherever the program was unpacked to. */
final class BundledFilesTest {

  private static final List<String> FILES =
      List.of(
          "a/b/two.yaml", "a/b/one.yaml", "a/b/Some.class", "a/c/three.yaml", "a/b/d/four.yaml");

  @TempDir private Path dir;

  @Test
  void listsAFolder() throws IOException {
    for (String file : FILES) {
      Path path = dir.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
    assertEquals(
        List.of("one", "two"),
        BundledFiles.names(dir.resolve("a/b/Some.class").toUri().toURL(), ".yaml"));
  }

  @Test
  void listsAJar() throws IOException {
    Path jar = dir.resolve("with blank.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String file : FILES) {
        out.putNextEntry(new ZipEntry(file));
        out.closeEntry();
      }
    }
    URI uri = URI.create("jar:" + jar.toUri() + "!/a/b/Some.class");
    assertEquals(List.of("one", "two"), BundledFiles.names(uri.toURL(), ".yaml"));
  }
}
