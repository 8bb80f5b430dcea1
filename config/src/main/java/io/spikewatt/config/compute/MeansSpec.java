package io.spikewatt.config.compute;

import io.spikewatt.config.helper.HelperDevice.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One way to lower the power of a compute box, as its owner described it. */
public sealed interface MeansSpec {

  /** For people, unique. */
  String name();

  /**
   * Values that may be requested, in the means' unit.
   *
   * @param least {@code >= 0}
   * @param most {@code >= least}
   */
  record Range(long least, long most) {}

  /**
   * A setting of the root helper on this box.
   *
   * @param socket path of the helper's Unix socket
   * @param device index in the helper's configuration
   */
  record Helper(String name, String socket, int device, Setting setting, Range range)
      implements MeansSpec {}

  /**
   * Power limit of a GPU of NVIDIA, W; needs root.
   *
   * @param gpu index of the driver, or {@code GPU-…}
   * @param library path of NVIDIA's library; empty = the driver's
   */
  record NvidiaPower(String name, String gpu, Optional<String> library, Range range)
      implements MeansSpec {}

  /** Highest clock of a GPU of NVIDIA, MHz; needs root. */
  record NvidiaClocks(String name, String gpu, Optional<String> library, Range range)
      implements MeansSpec {}

  /**
   * Power limit of a processor package, W; needs root.
   *
   * @param directory of the zone
   */
  record Powercap(String name, String directory, Range range) implements MeansSpec {}

  /**
   * Power limit of a GPU of AMD, W; needs root.
   *
   * @param directory of the device
   */
  record Amdgpu(String name, String directory, Range range) implements MeansSpec {}

  /**
   * Processor time of a control group, % of the box.
   *
   * @param controlGroups root of the trees
   * @param leastPercent 1 to 100
   */
  record Quota(String name, String group, String controlGroups, long leastPercent)
      implements MeansSpec {}

  /**
   * Control groups that run or are frozen.
   *
   * @param groups at least one; the first runs longest
   */
  record Freeze(String name, List<String> groups, String controlGroups) implements MeansSpec {
    public Freeze {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Jobs that commands suspend and resume.
   *
   * @param jobs at least one; the first runs longest
   * @param limit longest time for a command
   */
  record Jobs(String name, List<Job> jobs, Duration limit) implements MeansSpec {
    public Jobs {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * One job. Commands are a program and its arguments.
   *
   * @param state prints {@code suspended} while it is; empty = the others may be repeated
   */
  record Job(
      String name,
      List<String> suspend,
      List<String> resume,
      Optional<List<String>> state,
      String suspended) {}

  /**
   * A queue that receives its share, %, by HTTP.
   *
   * @param address on this machine
   * @param leastPercent 0 to 100
   * @param limit longest time for an answer
   */
  record QueueAddress(String name, URI address, long leastPercent, Duration limit)
      implements MeansSpec {}

  /**
   * A queue that receives its share, %, by a command.
   *
   * @param command with <code>{percent}</code> in an argument
   * @param leastPercent 0 to 100
   * @param limit longest time for a run
   */
  record QueueCommand(String name, List<String> command, long leastPercent, Duration limit)
      implements MeansSpec {
    public QueueCommand {
      command = List.copyOf(command);
    }
  }
}
