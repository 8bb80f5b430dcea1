package io.spikewatt.controller.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.store.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup: one file with configuration and state as of one moment, while the daemon runs. A
 * zip file, because every system can open one, the JDK writes and checks it, and one file of it can
 * be read without the others. Nobody but its owner can read it: it holds passwords and keys.
 */
public final class Backup {

  /** How often files may change while they are read. */
  private static final int MOST_ATTEMPTS = 5;

  /** For large files, because /tmp may be in memory. */
  private static final Path ON_DISK = Path.of("/var/tmp");

  private final Subject subject;
  private final Path target;
  private final Map<String, String> sums = new TreeMap<>();

  /**
   * Content of a backup.
   *
   * @param at now, RFC 3339
   * @param named other files that the configuration names
   */
  public record Subject(
      String version, String at, String site, Path siteFile, List<Path> named, Path state) {
    public Subject {
      siteFile = siteFile.toAbsolutePath().normalize();
      named = List.copyOf(named);
    }
  }

  /**
   * A written backup.
   *
   * @param leftOut files that the configuration names and that are not in it: they are not beside
   *     the site file, or cannot be read
   */
  public record Written(int files, long bytes, List<Path> leftOut) {}

  private Backup(Subject subject, Path target) {
    this.subject = subject;
    this.target = target;
  }

  /**
   * @param target is replaced when the backup is complete, and not before
   * @throws IOException if something cannot be read or written
   */
  public static Written write(Subject subject, Path target) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Map<Path, String> before = copied(subject);
        Written written = new Backup(subject, target).whole(before.keySet());
        if (copied(subject).equals(before)) {
          complete(target);
          return written;
        }
      } catch (NoSuchFileException deleted) {
        if (attempt == MOST_ATTEMPTS) {
          throw deleted;
        }
      } finally {
        Files.deleteIfExists(beside(target, ".new"));
      }
      if (attempt == MOST_ATTEMPTS) {
        throw new IOException(subject.state + ": its files change faster than they are read");
      }
    }
  }

  private static Map<Path, String> copied(Subject subject) throws IOException {
    return DirectoryOwner.of(subject.state).run(() -> StateFiles.copied(subject.state));
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  private static void complete(Path target) throws IOException {
    Files.move(
        beside(target, ".new"),
        target,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    PrivateFiles.force(PrivateFiles.directory(target));
  }

  /** Opens a new file that only the owner may read; follows no link in its place. */
  private static FileChannel open(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(
        file,
        Set.of(CREATE_NEW, WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private Written whole(Set<Path> copied) throws IOException {
    Path beside = beside(target, ".new");
    Path directory = PrivateFiles.directory(subject.siteFile);
    List<Path> leftOut = new ArrayList<>();
    try (FileChannel channel = open(beside);
        ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
      String siteFile = String.valueOf(subject.siteFile.getFileName());
      boolean _ = put(zip, BackupManifest.CONFIG + siteFile, subject.siteFile);
      for (Path file : subject.named) {
        if (!file.startsWith(directory)
            || !put(zip, BackupManifest.CONFIG + directory.relativize(file), file)) {
          leftOut.add(file);
        }
      }
      boolean _ = DirectoryOwner.of(subject.state).run(() -> state(zip, copied));
      zip.putNextEntry(new ZipEntry(BackupManifest.NAME));
      zip.write(manifest(siteFile, directory).text().getBytes(UTF_8));
      zip.finish();
      channel.force(true);
    }
    return new Written(sums.size(), Files.size(beside), leftOut);
  }

  private BackupManifest manifest(String siteFile, Path directory) {
    Path state = subject.state.toAbsolutePath().normalize();
    Path place = state.startsWith(directory) ? directory.relativize(state) : state;
    return new BackupManifest(
        subject.version, subject.at, subject.site, siteFile, place.toString(), sums);
  }

  private boolean state(ZipOutputStream zip, Set<Path> copied) throws IOException {
    for (Path file : copied) {
      add(zip, BackupManifest.STATE + subject.state.relativize(file), file);
    }
    if (Files.exists(subject.state.resolve(StateFiles.HISTORY))) {
      history(zip);
    }
    return true;
  }

  /** The owner of the state may not write beside the target. */
  private void history(ZipOutputStream zip) throws IOException {
    Path own =
        Files.isWritable(ON_DISK)
            ? Files.createTempDirectory(ON_DISK, "spikewatt-")
            : Files.createTempDirectory("spikewatt-");
    Path copy = own.resolve(StateFiles.HISTORY);
    try (HistoryStore store = HistoryStore.reading(subject.state)) {
      store.copy(copy);
      add(zip, BackupManifest.STATE + StateFiles.HISTORY, copy);
    } finally {
      FileTree.delete(own);
    }
  }

  /**
   * @return false if the owner of its directory cannot read it
   */
  private boolean put(ZipOutputStream zip, String name, Path file) throws IOException {
    return DirectoryOwner.of(PrivateFiles.directory(file))
        .run(
            () -> {
              boolean readable = Files.isReadable(file);
              if (readable) {
                add(zip, name, file);
              }
              return readable;
            });
  }

  private void add(ZipOutputStream zip, String name, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    MessageDigest digest = Sha256.begin();
    OutputStream through = new DigestOutputStream(zip, digest);
    Files.copy(file, through);
    zip.closeEntry();
    sums.put(name, HexFormat.of().formatHex(digest.digest()));
  }
}
