package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Processes that were seen in a control group, to notice those that leave it alive. */
final class GroupMembers {

  /** Field of /proc/PID/stat behind the name: start of the process, ticks since the start. */
  private static final int START = 19;

  private final Path proc;

  /** Start of each process that was seen in the group: numbers are used again. */
  private final Map<Long, String> seen = new HashMap<>();

  /**
   * @param proc usually {@code /proc}
   */
  GroupMembers(Path proc) {
    this.proc = proc;
  }

  /**
   * Processes that were in the group before, run on, and are not in it now, by their numbers. They
   * are told until they end or return.
   */
  List<Long> left(Path directory) throws IOException {
    Set<Long> members = ControlGroup.processes(directory);
    for (Long process : members) {
      if (!seen.containsKey(process)) {
        start(process).ifPresent(start -> seen.put(process, start));
      }
    }
    List<Long> outside = new ArrayList<>();
    for (Map.Entry<Long, String> process : List.copyOf(seen.entrySet())) {
      if (!members.contains(process.getKey())) {
        if (start(process.getKey()).filter(process.getValue()::equals).isPresent()) {
          outside.add(process.getKey());
        } else {
          seen.remove(process.getKey());
        }
      }
    }
    return outside.stream().sorted().toList();
  }

  /** Empty if there is no such process, or only its exit code. */
  private Optional<String> start(long process) {
    try {
      String text = new KernelFile(proc.resolve(process + "/stat")).text();
      String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
      return fields.length <= START || fields[0].equals("Z")
          ? Optional.empty()
          : Optional.of(fields[START]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
