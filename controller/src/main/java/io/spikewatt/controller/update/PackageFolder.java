package io.spikewatt.controller.update;

import io.spikewatt.controller.update.OfferedAction.Choice.Chosen;
import io.spikewatt.controller.update.UpdateHost.PackageFields;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Packages on disk, named after their SHA-256: what a server calls a file is no path here.
 *
 * @param directory which only this process may write
 */
public record PackageFolder(Path directory, DdiClient client, UpdateHost host) {

  private static final String PACKAGE = "spikewatt";
  private static final String PART = ".part";
  private static final List<String> ENDINGS = List.of(".deb", ".asc", PART);

  /** Where a package is, or will be. */
  Path file(Chosen chosen) {
    return directory.resolve(chosen.offered().sha256() + ".deb");
  }

  private Path signature(Chosen chosen) {
    return directory.resolve(chosen.offered().sha256() + ".asc");
  }

  boolean has(Chosen chosen) {
    return Files.exists(file(chosen));
  }

  /** Whether some of it is here. */
  boolean begun(Chosen chosen) {
    return has(chosen) || Files.exists(part(chosen.offered()));
  }

  private Path part(OfferedPackage offered) {
    return directory.resolve(offered.sha256() + PART);
  }

  /**
   * Downloads what is missing of a package and of its signature.
   *
   * @throws IOException if it is not complete; the next call goes on from there
   */
  void fetch(Chosen chosen) throws IOException {
    PrivateFiles.createDirectories(directory);
    if (host.wantsSignature() && chosen.signature().isPresent()) {
      fetch(chosen.signature().get(), signature(chosen));
    }
    if (!has(chosen)) {
      fetch(chosen.offered(), file(chosen));
    }
  }

  private void fetch(OfferedPackage offered, Path file) throws IOException {
    Path part = part(offered);
    boolean resumed = Files.exists(part);
    if (!resumed) {
      // Of other actions, or of an older file under this action.
      for (Path left : files()) {
        if (left.toString().endsWith(PART)) {
          Files.delete(left);
        }
      }
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < offered.bytes()) {
      throw new IOException(
          "%s: the disk has %d bytes, needs %d"
              .formatted(offered.filename(), free, offered.bytes()));
    }
    client.download(offered, part);
    if (resumed && !sha256(part).equals(offered.sha256())) {
      // What was left on the disk may be at fault, so the server gets a second chance.
      Files.delete(part);
      throw new IOException(offered.filename() + " is damaged and will be downloaded anew");
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Why a package is not installed; empty if it is as the server says, and ours. */
  Optional<String> unfit(Chosen chosen) throws IOException {
    OfferedPackage offered = chosen.offered();
    String found = sha256(file(chosen));
    if (!found.equals(offered.sha256())) {
      return Optional.of(
          "%s: expected SHA-256 %s, found %s"
              .formatted(offered.filename(), offered.sha256(), found));
    }
    if (host.wantsSignature()) {
      Optional<String> distrust =
          Files.exists(signature(chosen))
              ? host.distrust(file(chosen), signature(chosen))
              : Optional.of("expected a signature " + offered.filename() + ".asc, found none");
      if (distrust.isPresent()) {
        return distrust;
      }
    }
    try {
      return unfit(offered, host.read(file(chosen)));
    } catch (IOException e) {
      return Optional.of(offered.filename() + ": " + e.getMessage());
    }
  }

  private Optional<String> unfit(OfferedPackage offered, PackageFields fields) {
    boolean ours = fields.name().equals(PACKAGE);
    boolean runsHere =
        fields.architecture().equals(host.architecture()) || fields.architecture().equals("all");
    return ours && runsHere && fields.version().equals(offered.version())
        ? Optional.empty()
        : Optional.of(
            "%s: expected %s %s for %s, found %s %s for %s"
                .formatted(
                    offered.filename(),
                    PACKAGE,
                    offered.version(),
                    host.architecture(),
                    fields.name(),
                    fields.version(),
                    fields.architecture()));
  }

  /** Deletes all packages and parts. */
  void clear() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith)).toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
