package io.spikewatt.hal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes files and directories that others on the machine cannot read: a household's load profile is
 * private. The group reads, so that backups need not run as the owner.
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
}
