package io.spikewatt.controller.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.hal.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An existing backup whose files are all there and unchanged. */
public final class BackupContent implements AutoCloseable {

  private final ZipFile zip;
  private final BackupManifest manifest;

  private BackupContent(ZipFile zip, BackupManifest manifest) {
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * Opens a backup and checks it whole.
   *
   * @throws IOException if it is none, damaged, or of a newer format
   */
  public static BackupContent open(Path file) throws IOException {
    try {
      ZipFile zip = new ZipFile(file.toFile());
      try {
        BackupContent content = new BackupContent(zip, manifest(zip));
        content.check();
        return content;
      } catch (IOException refused) {
        zip.close();
        throw refused;
      }
    } catch (IOException e) {
      throw new IOException(file + " is no backup that can be restored: " + e.getMessage(), e);
    }
  }

  private static BackupManifest manifest(ZipFile zip) throws IOException {
    try (InputStream in = stream(zip, BackupManifest.NAME)) {
      return BackupManifest.parse(new String(in.readAllBytes(), UTF_8));
    }
  }

  private static InputStream stream(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("expected " + name + " in it, found none");
    }
    return zip.getInputStream(entry);
  }

  private void check() throws IOException {
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      MessageDigest digest = Sha256.begin();
      try (InputStream in = new DigestInputStream(stream(zip, file.getKey()), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(file.getValue())) {
        throw new IOException(file.getKey() + " is not as it was written");
      }
    }
    if (!manifest.files().containsKey(BackupManifest.CONFIG + manifest.siteFile())) {
      throw new IOException("expected the site file " + manifest.siteFile() + ", found none");
    }
  }

  public String site() {
    return manifest.site();
  }

  /** When and by which release it was made. */
  public String made() {
    return manifest.at() + " by release " + manifest.version();
  }

  /** Name of the site file among {@link #configuration}. */
  public String siteFile() {
    return manifest.siteFile();
  }

  /** The state directory of a site file in this directory. */
  public Path stateDirectory(Path directory) {
    return directory.resolve(manifest.stateDirectory()).toAbsolutePath().normalize();
  }

  /** The configuration's files, relative to their directory; the site file is the last. */
  public List<String> configuration() {
    Set<String> names = names(BackupManifest.CONFIG);
    names.remove(siteFile());
    List<String> ordered = new ArrayList<>(names);
    ordered.add(siteFile());
    return ordered;
  }

  public byte[] configuration(String name) throws IOException {
    try (InputStream in = stream(zip, BackupManifest.CONFIG + name)) {
      return in.readAllBytes();
    }
  }

  /** The state's files, relative to their directory. */
  Set<String> state() {
    return names(BackupManifest.STATE);
  }

  InputStream state(String name) throws IOException {
    return stream(zip, BackupManifest.STATE + name);
  }

  private Set<String> names(String prefix) {
    return manifest.files().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
