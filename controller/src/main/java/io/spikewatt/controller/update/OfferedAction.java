package io.spikewatt.controller.update;

import io.spikewatt.controller.report.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * hawkBit's {@code deploymentBase}: a version assigned to this gateway.
 *
 * @param action id at the server
 * @param mayDownload false while the server says {@code skip}
 * @param mayInstall false while the server says {@code skip}, and outside its maintenance window
 * @param files of all software modules
 */
record OfferedAction(
    String action, boolean mayDownload, boolean mayInstall, List<OfferedFile> files) {

  private static final String SKIP = "skip";

  /** More than a package of two architectures with its Java runtimes needs. */
  static final long MOST_BYTES = 128L << 20;

  /** A file as it is offered, unchecked. */
  record OfferedFile(
      String version, String filename, String bytes, String sha256, Optional<String> link) {}

  /** What this gateway is to install, or why it cannot. */
  sealed interface Choice {
    /**
     * @param signature of the package by a key, detached; empty if the server has none
     */
    record Chosen(OfferedPackage offered, Optional<OfferedPackage> signature) implements Choice {}

    record Unfit(String reason) implements Choice {}
  }

  /**
   * @throws IOException if the document is none of a deployment
   */
  static OfferedAction of(JsonTree tree) throws IOException {
    JsonTree deployment = DdiDocument.need(tree, "deployment");
    List<OfferedFile> files = new ArrayList<>();
    for (JsonTree chunk : DdiDocument.items(deployment, "chunks")) {
      for (JsonTree artifact : DdiDocument.items(chunk, "artifacts")) {
        files.add(file(chunk.text("version"), artifact));
      }
    }
    return new OfferedAction(
        DdiDocument.id(tree),
        !deployment.text("download").equals(SKIP),
        !deployment.text("update").equals(SKIP)
            && !deployment.text("maintenanceWindow").equals("unavailable"),
        List.copyOf(files));
  }

  /** The link over TLS is preferred to the one without. */
  private static OfferedFile file(String version, JsonTree artifact) {
    Optional<JsonTree> links = artifact.find("_links");
    Optional<String> link =
        links
            .flatMap(all -> all.find("download").or(() -> all.find("download-http")))
            .map(one -> one.text("href"));
    return new OfferedFile(
        version,
        artifact.text("filename"),
        artifact.text("size"),
        artifact.find("hashes").map(hashes -> hashes.text("sha256")).orElse("-"),
        link);
  }

  /**
   * The one package for this architecture. Packages of other architectures and other files, such as
   * notes, may lie beside it.
   *
   * @param architecture Debian's word, such as {@code arm64}
   */
  Choice choose(String architecture) {
    List<OfferedFile> fitting =
        files.stream()
            .filter(
                file ->
                    file.filename().endsWith("_" + architecture + ".deb")
                        || file.filename().endsWith("_all.deb"))
            .toList();
    if (fitting.size() != 1) {
      return new Choice.Unfit(
          "expected one file *_%s.deb, found %s"
              .formatted(architecture, files.stream().map(OfferedFile::filename).toList()));
    }
    try {
      OfferedFile deb = fitting.getFirst();
      Optional<OfferedFile> signature =
          files.stream()
              .filter(file -> file.filename().equals(deb.filename() + ".asc"))
              .findFirst();
      return new Choice.Chosen(
          checked(deb),
          signature.isPresent() ? Optional.of(checked(signature.get())) : Optional.empty());
    } catch (IllegalArgumentException e) {
      return new Choice.Unfit(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws IllegalArgumentException if something is missing or out of range
   */
  private static OfferedPackage checked(OfferedFile file) {
    String sha256 = file.sha256().toLowerCase(Locale.ROOT);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          file.filename() + ": expected the SHA-256 of the file, found " + file.sha256());
    }
    long bytes = bytes(file.bytes());
    if (bytes <= 0 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s: expected a size of 1..%d bytes, found %s"
              .formatted(file.filename(), MOST_BYTES, file.bytes()));
    }
    URI link =
        URI.create(
            file.link()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            file.filename() + ": expected a link for download, found none")));
    return new OfferedPackage(file.version(), file.filename(), bytes, sha256, link);
  }

  private static long bytes(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
