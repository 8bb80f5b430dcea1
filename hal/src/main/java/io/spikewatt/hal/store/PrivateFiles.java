package io.spikewatt.hal.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Makes files and directories that others on the machine cannot read: a household's load profile is
 * private. The group may read, so that backups need not run as the owner.
 */
public final class PrivateFiles {

  private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-r-----");
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwxr-x---");

  private PrivateFiles() {}

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** As {@link Files#createDirectories}; existing directories keep their modes. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, DIRECTORY);
  }

  /** As {@link FileChannel#open}; an existing file keeps its mode. */
  public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    return FileChannel.open(file, options, FILE);
  }

  /**
   * Replaces a whole file in an existing directory. A power cut leaves the old bytes or the new
   * ones, and after the return the new ones. The old file remains if this throws.
   */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    // An existing file may be a planted link.
    Files.deleteIfExists(beside);
    // The rename must not overtake the data.
    create(beside, bytes, FILE);
    Files.move(beside, file, REPLACE_EXISTING, ATOMIC_MOVE);
    force(directory(file));
  }

  /**
   * Makes a file of a mode such as {@code rw-------}, which is on the disk when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  public static void create(Path file, byte[] bytes, String mode) throws IOException {
    create(file, bytes, mode(mode));
  }

  private static void create(Path file, byte[] bytes, FileAttribute<?> mode) throws IOException {
    try (FileChannel out = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), mode)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }

  /** Brings a directory to the disk, and so the renames in it. */
  public static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  /** Gives a file the owner and the group of a directory. */
  public static void likeDirectory(Path directory, Path file) throws IOException {
    for (String owner : List.of("unix:uid", "unix:gid")) {
      Object wanted = Files.getAttribute(directory, owner);
      if (!wanted.equals(Files.getAttribute(file, owner, LinkOption.NOFOLLOW_LINKS))) {
        Files.setAttribute(file, owner, wanted, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  public static Path directory(Path file) {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }
}
