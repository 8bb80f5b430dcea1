package io.spikewatt.config.helper;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One device that the root helper may set.
 *
 * @param name for people, unique
 * @param place where it is
 * @param bounds of each setting that may be changed, at least one
 */
public record HelperDevice(String name, Place place, Map<Setting, Bounds> bounds) {

  /** Settings, each with its index in requests. */
  public enum Setting {
    /** W. */
    POWER_LIMIT(0),
    /** MHz. */
    CLOCK(1),
    /** % of the box's processors. */
    QUOTA(2),
    /** % of the groups that may run: 0 or 100. */
    FREEZE(3);

    private final int index;

    Setting(int index) {
      this.index = index;
    }

    public int index() {
      return index;
    }

    /** The setting of an index; empty if there is none. */
    public static Optional<Setting> of(int index) {
      return Arrays.stream(values()).filter(setting -> setting.index == index).findFirst();
    }
  }

  /**
   * Values that the agent may request, in the setting's unit.
   *
   * @param least {@code >= 0}
   * @param most {@code >= least}
   * @param safe value while no agent is there, from least to most
   */
  public record Bounds(long least, long most, long safe) {}

  /** Where a device is. */
  public sealed interface Place {

    /** Settings that such a device has. */
    Set<Setting> settings();

    /**
     * A GPU of NVIDIA.
     *
     * @param id index of the driver, or {@code GPU-…}
     */
    record Nvidia(String id) implements Place {
      @Override
      public Set<Setting> settings() {
        return Set.of(Setting.POWER_LIMIT, Setting.CLOCK);
      }
    }

    /**
     * A zone of Linux's powercap.
     *
     * @param directory such as {@code /sys/class/powercap/intel-rapl:0}
     */
    record Powercap(String directory) implements Place {
      @Override
      public Set<Setting> settings() {
        return Set.of(Setting.POWER_LIMIT);
      }
    }

    /**
     * A GPU of AMD.
     *
     * @param directory such as {@code /sys/class/drm/card0/device}
     */
    record Amdgpu(String directory) implements Place {
      @Override
      public Set<Setting> settings() {
        return Set.of(Setting.POWER_LIMIT);
      }
    }

    /**
     * A control group of processes.
     *
     * @param group such as {@code jobs/training}
     */
    record Cgroup(String group) implements Place {
      @Override
      public Set<Setting> settings() {
        return Set.of(Setting.QUOTA, Setting.FREEZE);
      }
    }
  }

  public HelperDevice {
    bounds = Collections.unmodifiableMap(new EnumMap<>(bounds));
  }
}
