package io.spikewatt.controller.backup;

import io.spikewatt.hal.store.IoReason;
import io.spikewatt.hal.store.KeptValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which files of a state directory are the site's state. */
public final class StateFiles {

  static final String HISTORY = "history.db";

  /** Parts of an unfinished restore, and what the last one replaced. */
  static final String RESTORE = "restore.";

  static final String REPLACED = "before-restore";

  private StateFiles() {}

  /**
   * Whether an entry of the state directory is replaced by a restore: all but locks, sockets and
   * what a restore needs itself.
   */
  static boolean replaced(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return !name.startsWith(RESTORE)
        && !name.equals(REPLACED)
        && !name.endsWith(".lock")
        && !name.endsWith(".sock");
  }

  /** Entries of a directory that a restore replaces; none if there is no directory. */
  static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(StateFiles::replaced).sorted().toList();
    }
  }

  /**
   * Files that are copied as they are, with what tells one content from another. The history is
   * none of them: it changes while it is read. Nor are half-written files and broken databases.
   */
  static Map<Path, String> copied(Path directory) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    for (Path entry : entries(directory)) {
      try (Stream<Path> below = Files.walk(entry)) {
        for (Path file : below.filter(Files::isRegularFile).toList()) {
          String name = String.valueOf(file.getFileName());
          if (!name.startsWith(HISTORY) && !name.endsWith(".new")) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            files.put(file, now.size() + " " + now.lastModifiedTime() + " " + now.fileKey());
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return files;
  }

  /**
   * Problems of a state directory in use: damaged, newer and set-aside files, and a restore that
   * could not be completed.
   *
   * @return one sentence each
   */
  public static List<String> problems(Path directory) {
    List<String> problems = new ArrayList<>();
    if (Files.exists(directory.resolve(RESTORE + "ready"))
        || Files.exists(directory.resolve(RESTORE + "moving"))) {
      problems.add("an interrupted restore is not completed: see the log, and start again");
    }
    try {
      for (Path entry : entries(directory)) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith(HISTORY + ".broken") && !name.endsWith("-wal")) {
          problems.add(entry + " was set aside as damaged: restore a backup, then delete it");
        } else if (name.endsWith(".properties")) {
          KeptValues.in(entry, "", problems::add);
        }
      }
    } catch (IOException e) {
      problems.add(directory + " cannot be read: " + IoReason.of(e));
    }
    return problems;
  }
}
