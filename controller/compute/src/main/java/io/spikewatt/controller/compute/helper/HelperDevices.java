package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.compute.cgroup.ControlGroup;
import io.spikewatt.controller.compute.cgroup.CpuQuota;
import io.spikewatt.controller.compute.cgroup.GroupFreeze;
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
import java.util.List;

/** Makes the means of the helper's configuration. None of the devices needs to be there. */
final class HelperDevices implements HeldSettings.MeansOf {

  private static final Path PROC = Path.of("/proc");

  private final Path controlGroups;
  private final int processors;
  private final NvmlSession nvml;
  private final Clock clock;

  /**
   * @param processors of the box
   */
  HelperDevices(HelperConfig config, int processors, Clock clock) {
    this.controlGroups = Path.of(config.controlGroups());
    this.processors = processors;
    this.nvml = new NvmlSession(config.nvmlLibrary().orElse(""), clock);
    this.clock = clock;
  }

  @Override
  public PowerMeans make(HelperDevice device, Setting setting, Bounds bounds) {
    SettingRange range = new SettingRange(bounds.least(), bounds.most());
    return new BoundedMeans(means(device, setting, range), range, clock);
  }

  private PowerMeans means(HelperDevice device, Setting setting, SettingRange range) {
    String title = device.name() + " " + Phrase.word(setting);
    Place place = device.place();
    if (place instanceof Place.Nvidia(String id)) {
      return setting == Setting.CLOCK
          ? new NvidiaClock(nvml, title, id, range)
          : new NvidiaPowerLimit(nvml, title, id, range, clock);
    }
    if (place instanceof Place.Powercap(String directory)) {
      return new PowercapLimit(title, Path.of(directory), range, clock);
    }
    if (place instanceof Place.Amdgpu(String directory)) {
      return new AmdgpuPowerCap(title, Path.of(directory), range);
    }
    ControlGroup group = new ControlGroup(controlGroups, ((Place.Cgroup) place).group());
    return setting == Setting.FREEZE
        ? new GroupFreeze(title, List.of(group), PROC)
        : new CpuQuota(title, group, processors, range.least());
  }
}
