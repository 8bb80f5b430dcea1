package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A control group by its name, with its files wherever they are: in the tree of version 2, else in
 * those of version 1, else in the version-2 tree beside those. It need not exist.
 *
 * @param mount usually {@code /sys/fs/cgroup}
 * @param name relative to the root of each tree: {@code jobs}, {@code jobs/training}
 */
public record ControlGroup(Path mount, String name) {

  /** Deeper groups are not looked into. */
  private static final int DEEPEST = 6;

  /**
   * @throws IllegalArgumentException if the name leads out of the tree
   */
  public ControlGroup {
    if (!name.matches("[A-Za-z0-9_@:.-]+(/[A-Za-z0-9_@:.-]+)*")
        || Stream.of(name.split("/", -1)).anyMatch(part -> part.matches("[.]+"))) {
      throw new IllegalArgumentException(
          "expected a control group such as jobs/training, found \"" + name + "\"");
    }
  }

  /** The first of these files that exists, {@code TREE/FILE} each; {@code ./FILE} in the mount. */
  private Optional<Path> find(String... candidates) {
    return Stream.of(candidates)
        .map(
            candidate -> {
              int file = candidate.lastIndexOf('/');
              return mount
                  .resolve(candidate.substring(0, file))
                  .resolve(name)
                  .resolve(candidate.substring(file + 1))
                  .normalize();
            })
        .filter(Files::exists)
        .findFirst();
  }

  /** File of the quota: {@code cpu.max} or {@code cpu.cfs_quota_us}. */
  Path quotaFile() throws IOException {
    return require(
        "quota of processor time",
        find(
            "./cpu.max",
            "cpu/cpu.cfs_quota_us",
            "cpu,cpuacct/cpu.cfs_quota_us",
            "unified/cpu.max"));
  }

  /** File of the freezer: {@code cgroup.freeze} or {@code freezer.state}. */
  Path freezerFile() throws IOException {
    return require(
        "freezer", find("./cgroup.freeze", "freezer/freezer.state", "unified/cgroup.freeze"));
  }

  /** File of the time used: {@code cpu.stat} or {@code cpuacct.usage}. */
  Path timeFile() throws IOException {
    return require(
        "processor time",
        find(
            "./cpu.stat",
            "cpuacct/cpuacct.usage",
            "cpu,cpuacct/cpuacct.usage",
            "unified/cpu.stat"));
  }

  private Path require(String what, Optional<Path> found) throws IOException {
    return found.orElseThrow(
        () ->
            new IOException(
                "%s: there is no control group %s with a %s".formatted(mount, name, what)));
  }

  /** Processes in a group and in the groups below it, by their numbers. */
  static Set<Long> processes(Path directory) throws IOException {
    Set<Long> found = new TreeSet<>();
    for (Path group : groups(directory, DEEPEST)) {
      try (Stream<String> lines = Files.lines(group.resolve("cgroup.procs"))) {
        lines.map(Long::parseLong).forEach(found::add);
      } catch (NumberFormatException e) {
        throw new IOException(group + "/cgroup.procs: expected numbers of processes", e);
      }
    }
    return found;
  }

  private static List<Path> groups(Path directory, int deeper) throws IOException {
    List<Path> found = new ArrayList<>(List.of(directory));
    if (deeper > 0) {
      try (DirectoryStream<Path> below =
          Files.newDirectoryStream(directory, path -> Files.isDirectory(path))) {
        for (Path group : below) {
          found.addAll(groups(group, deeper - 1));
        }
      }
    }
    return found;
  }

  /** Value of a line {@code KEY VALUE} of a file. */
  static Optional<Long> value(Path file, String key) throws IOException {
    return new KernelFile(file)
        .text()
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(words -> words.length == 2 && words[0].equals(key))
        .map(words -> words[1])
        .filter(value -> value.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .findFirst();
  }
}
