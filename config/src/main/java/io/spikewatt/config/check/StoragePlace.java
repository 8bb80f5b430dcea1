package io.spikewatt.config.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks that history and models are kept on a disk, and outlast a restart of the machine. */
public final class StoragePlace {

  private static final String PATH = "storage.directory";
  private static final List<Path> NO_DISK = List.of(Path.of("/proc"), Path.of("/sys"));
  private static final Path DEVICES = Path.of("/dev");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final List<Path> VOLATILE =
      List.of(Path.of("/tmp"), Path.of("/run"), Path.of("/var/run"), SHARED_MEMORY);

  private StoragePlace() {}

  /** Problems of a directory that can hold no files; it is absolute. */
  public static List<Finding> problems(Path directory) {
    boolean devices = directory.startsWith(DEVICES) && !directory.startsWith(SHARED_MEMORY);
    boolean home = Stream.of(directory.toString().split("/", -1)).anyMatch("~"::equals);
    return Stream.concat(
            Finding.when(
                devices || NO_DISK.stream().anyMatch(directory::startsWith),
                PATH,
                "a directory on a disk",
                directory.toString()),
            Finding.when(
                home, PATH, "a whole path, as ~ is not replaced by a home", directory.toString()))
        .toList();
  }

  /**
   * Warnings of a directory. A directory next to the site file outlasts restarts as the site file
   * does.
   *
   * @param siteFile absolute
   */
  public static List<Finding> findings(Path directory, Path siteFile) {
    Path beside = siteFile.getParent();
    boolean volatileFiles =
        VOLATILE.stream().anyMatch(directory::startsWith)
            && (beside == null || !directory.startsWith(beside));
    return Stream.concat(
            Finding.when(
                volatileFiles,
                PATH,
                "a directory that outlasts a restart of the machine",
                directory.toString()),
            Finding.when(
                Files.exists(directory) && !Files.isDirectory(directory),
                PATH,
                "a directory",
                directory + ", which is a file"))
        .toList();
  }
}
