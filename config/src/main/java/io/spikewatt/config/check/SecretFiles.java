package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.stream.Stream;

/** Warnings of the files that a configuration names: missing, empty, or secret and open to all. */
final class SecretFiles {

  /** The service may be permitted to read files that this user may not. */
  private static final String UNREADABLE =
      ", which this user may not read: check as root, and that the service may";

  /** Bits of a mode. */
  private static final int MODE = 0777;

  private SecretFiles() {}

  static Stream<Finding> findings(Site site) {
    return ReferencedFiles.of(site).entrySet().stream()
        .flatMap(file -> findings(file.getKey(), file.getValue()));
  }

  private static Stream<Finding> findings(String path, String name) {
    Path file = Path.of(name);
    if (!Files.isReadable(file)) {
      String reason = Files.notExists(file) ? ", which does not exist" : UNREADABLE;
      return Stream.of(new Finding(path, "a file that can be read", name + reason));
    }
    if (!Files.isRegularFile(file)) {
      return Files.isDirectory(file)
          ? Stream.of(new Finding(path, "a file", name + ", which is a directory"))
          : Stream.empty();
    }
    try {
      return Stream.concat(content(path, file), secret(path, file));
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without modes needs no warning.
      return Stream.empty();
    }
  }

  private static Stream<Finding> content(String path, Path file) throws IOException {
    String what = path.endsWith("password-file") ? "a password" : "a content";
    return Finding.when(Files.size(file) == 0, path, what, "the empty file " + file);
  }

  private static Stream<Finding> secret(String path, Path file) throws IOException {
    boolean secret =
        path.endsWith("password-file")
            || path.endsWith("token-file")
            || path.endsWith("pin-file")
            || isPrivateKey(path);
    if (!secret) {
      return Stream.empty();
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    int mode = (int) Files.getAttribute(file, "unix:mode") & MODE;
    return Finding.when(
        permissions.contains(PosixFilePermission.OTHERS_READ),
        path,
        "mode 0600, or 0640 with the service's group",
        "%s with mode 0%o, which everybody on this machine may read".formatted(file, mode));
  }

  /** Keys of the fleet's coordinator and operator are public. */
  private static boolean isPrivateKey(String path) {
    return path.endsWith(".key-file");
  }
}
