package io.spikewatt.controller.compute.box;

import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.controller.compute.cgroup.ControlGroup;
import io.spikewatt.controller.compute.cgroup.CpuQuota;
import io.spikewatt.controller.compute.cgroup.GroupFreeze;
import io.spikewatt.controller.compute.helper.HelperConnection;
import io.spikewatt.controller.compute.helper.HelperMeans;
import io.spikewatt.controller.compute.hook.JobCommands;
import io.spikewatt.controller.compute.hook.QueueHook;
import io.spikewatt.controller.compute.means.BoundedMeans;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.controller.compute.nvml.NvidiaClock;
import io.spikewatt.controller.compute.nvml.NvidiaPowerLimit;
import io.spikewatt.controller.compute.nvml.NvmlSession;
import io.spikewatt.controller.compute.sysfs.AmdgpuPowerCap;
import io.spikewatt.controller.compute.sysfs.PowercapLimit;
import io.spikewatt.hal.time.Clock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the means of a box. No device, helper or group needs to be there: a missing one is told by
 * the readings. One driver of NVIDIA and one connection a helper serve all.
 */
public final class MeansFactory implements AutoCloseable {

  private static final Path PROC = Path.of("/proc");

  private final Clock clock;
  private final int processors;
  private final Map<String, NvmlSession> drivers = new HashMap<>();
  private final Map<String, HelperConnection> helpers = new HashMap<>();

  /**
   * @param processors of the box, {@code >= 1}
   */
  public MeansFactory(Clock clock, int processors) {
    this.clock = clock;
    this.processors = processors;
  }

  /** One means, with nothing requested yet. */
  public PowerMeans make(MeansSpec spec) {
    if (spec instanceof MeansSpec.Helper helper) {
      return new HelperMeans(
          helpers.computeIfAbsent(
              helper.socket(), socket -> new HelperConnection(Path.of(socket), clock)),
          helper.name(),
          helper.device(),
          helper.setting(),
          range(helper.range()));
    }
    if (spec instanceof MeansSpec.NvidiaPower gpu) {
      SettingRange range = range(gpu.range());
      NvmlSession driver = driver(gpu.library());
      return new BoundedMeans(
          new NvidiaPowerLimit(driver, gpu.name(), gpu.gpu(), range, clock), range, clock);
    }
    if (spec instanceof MeansSpec.NvidiaClocks gpu) {
      SettingRange range = range(gpu.range());
      NvmlSession driver = driver(gpu.library());
      return new BoundedMeans(new NvidiaClock(driver, gpu.name(), gpu.gpu(), range), range, clock);
    }
    if (spec instanceof MeansSpec.Powercap zone) {
      return new PowercapLimit(zone.name(), Path.of(zone.directory()), range(zone.range()), clock);
    }
    if (spec instanceof MeansSpec.Amdgpu gpu) {
      return new AmdgpuPowerCap(gpu.name(), Path.of(gpu.directory()), range(gpu.range()));
    }
    if (spec instanceof MeansSpec.Quota quota) {
      ControlGroup group = group(quota.controlGroups(), quota.group());
      return new CpuQuota(quota.name(), group, processors, quota.leastPercent());
    }
    if (spec instanceof MeansSpec.Freeze freeze) {
      return new GroupFreeze(
          freeze.name(),
          freeze.groups().stream().map(name -> group(freeze.controlGroups(), name)).toList(),
          PROC);
    }
    if (spec instanceof MeansSpec.Jobs jobs) {
      return new JobCommands(
          jobs.name(), jobs.jobs().stream().map(MeansFactory::job).toList(), jobs.limit(), clock);
    }
    if (spec instanceof MeansSpec.QueueAddress queue) {
      return QueueHook.post(
          queue.name(), queue.leastPercent(), queue.address(), queue.limit(), clock);
    }
    MeansSpec.QueueCommand queue = (MeansSpec.QueueCommand) spec;
    return QueueHook.command(
        queue.name(), queue.leastPercent(), queue.command(), queue.limit(), clock);
  }

  private NvmlSession driver(Optional<String> library) {
    return drivers.computeIfAbsent(library.orElse(""), file -> new NvmlSession(file, clock));
  }

  private static ControlGroup group(String trees, String name) {
    return new ControlGroup(Path.of(trees), name);
  }

  private static SettingRange range(MeansSpec.Range range) {
    return new SettingRange(range.least(), range.most());
  }

  private static JobCommands.Job job(MeansSpec.Job job) {
    return new JobCommands.Job(
        job.name(), job.suspend(), job.resume(), job.state(), job.suspended());
  }

  /** Lets the helpers go, which then set their safe values. Other means stay as they are. */
  @Override
  public void close() {
    helpers.values().forEach(HelperConnection::close);
  }
}
