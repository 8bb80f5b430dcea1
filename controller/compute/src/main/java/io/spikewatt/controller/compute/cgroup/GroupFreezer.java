package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The kernel's freezer of one control group. A frozen process runs no instruction, whatever signals
 * it ignores; not even a kill ends it in version 1 before it is thawed.
 */
final class GroupFreezer {

  private final ControlGroup group;

  GroupFreezer(ControlGroup group) {
    this.group = group;
  }

  ControlGroup group() {
    return group;
  }

  /** Freezes the group or thaws it; confirmed by {@link #frozen} somewhat later. */
  void set(boolean freeze) throws IOException {
    Path file = group.freezerFile();
    if (file.endsWith("freezer.state")) {
      new KernelFile(file).write(freeze ? "FROZEN" : "THAWED");
    } else {
      new KernelFile(file).write(freeze ? "1" : "0");
    }
  }

  /** Whether every process of the group is confirmed to be frozen. */
  boolean frozen() throws IOException {
    Path file = group.freezerFile();
    if (file.endsWith("freezer.state")) {
      return new KernelFile(file).text().equals("FROZEN");
    }
    Path events = file.resolveSibling("cgroup.events");
    return ControlGroup.value(events, "frozen")
            .orElseThrow(() -> new IOException(events + " does not tell whether it is frozen"))
        == 1;
  }

  /** Whether the group was requested to be frozen, by anybody. */
  boolean requested() throws IOException {
    String text = new KernelFile(group.freezerFile()).text();
    return !text.equals("0") && !text.equals("THAWED");
  }

  /** The group's directory. */
  Path directory() throws IOException {
    Path file = group.freezerFile();
    return Objects.requireNonNull(file.getParent());
  }
}
