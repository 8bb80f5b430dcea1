package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Processor time that a control group has used, which frozen processes do not use. */
public final class CpuTime {

  private static final double US_PER_S = 1e6;
  private static final double NS_PER_S = 1e9;

  private final ControlGroup group;

  public CpuTime(ControlGroup group) {
    this.group = group;
  }

  /** Time since the group was made, s of one processor; empty if it cannot be read. */
  public OptionalDouble usedS() {
    try {
      Path file = group.timeFile();
      if (file.endsWith("cpuacct.usage")) {
        return OptionalDouble.of(new KernelFile(file).number() / NS_PER_S);
      }
      return ControlGroup.value(file, "usage_usec")
          .map(used -> OptionalDouble.of(used / US_PER_S))
          .orElse(OptionalDouble.empty());
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}
