package io.spikewatt.config.load;

import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.config.words.Phrase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keys of the configuration of a compute box's root helper. */
final class HelperKeys {

  static final ValueType<String> ABSOLUTE =
      ValueTypes.text(
          "an absolute path without ..", "(?!.*/\\.\\.(/|$))/[^\\p{Cntrl}]*[^\\s\\p{Cntrl}/]");

  static final ValueType<String> NVIDIA_ID =
      ValueTypes.text("an index from 0 to 63, or GPU-…", "[0-5]?[0-9]|6[0-3]|GPU-[0-9a-f-]{36}");

  /** A control group, from the root of its tree, with no part of dots alone. */
  static final String GROUP_NAME = "(?!(.*/)?\\.+(/|$))[A-Za-z0-9_@:.-]+(/[A-Za-z0-9_@:.-]+){0,5}";

  /** Longest path that fits into the address of a Unix socket beside the name while it is made. */
  private static final Key<String> SOCKET =
      Key.withDefault(
          "socket",
          ValueTypes.text(
              "an absolute path of at most 100 characters",
              "(?!.*/\\.\\.(/|$))/[^\\p{Cntrl}]{0,98}[^\\s\\p{Cntrl}/]"),
          "/run/spikewatt-compute/helper",
          "Unix socket on which the agent asks; its directory must exist and belong to root");

  private static final Key<String> GROUP =
      Key.optional(
          "group",
          ValueTypes.text("a name of a group", "[a-z_][a-z0-9_-]{0,31}"),
          "the helper's own group",
          "group of users that may connect: the agent's");
  static final Key<String> NVML_LIBRARY =
      Key.optional(
          "nvml-library",
          ABSOLUTE,
          "libnvidia-ml.so.1, where the system finds it",
          "NVIDIA's management library");
  static final Key<String> CONTROL_GROUPS =
      Key.withDefault(
          "control-groups", ABSOLUTE, "/sys/fs/cgroup", "directory of the control groups");

  private static final Key<String> NAME =
      Key.optional(
          "name",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "the kind, with a number from the second on",
          "unique; names the device in the log");

  private static final Key<String> NVIDIA =
      Key.required(
          "nvidia",
          NVIDIA_ID,
          "a GPU of NVIDIA: index or identifier; indices move when a card is lost before the start");
  private static final Key<String> POWERCAP =
      Key.required(
          "powercap",
          ABSOLUTE,
          "a zone of Linux's powercap, such as /sys/class/powercap/intel-rapl:0");
  private static final Key<String> AMDGPU =
      Key.required("amdgpu", ABSOLUTE, "a GPU of AMD, such as /sys/class/drm/card0/device");
  private static final Key<String> CGROUP =
      Key.required(
          "cgroup",
          ValueTypes.text("a control group such as jobs/training", GROUP_NAME),
          "a group of processes");

  static final List<SectionVariant<Place>> KINDS =
      List.of(
          new SectionVariant<>(
              Place.Nvidia.class,
              Section.of("nvidia", "A GPU of NVIDIA: power-limit, clock.", NVIDIA, NAME),
              (v, _) -> new Place.Nvidia(v.get(NVIDIA))),
          new SectionVariant<>(
              Place.Powercap.class,
              Section.of("powercap", "A processor package: power-limit.", POWERCAP, NAME),
              (v, _) -> new Place.Powercap(v.get(POWERCAP))),
          new SectionVariant<>(
              Place.Amdgpu.class,
              Section.of("amdgpu", "A GPU of AMD: power-limit.", AMDGPU, NAME),
              (v, _) -> new Place.Amdgpu(v.get(AMDGPU))),
          new SectionVariant<>(
              Place.Cgroup.class,
              Section.of("cgroup", "A group of processes: quota, freeze.", CGROUP, NAME),
              (v, _) -> new Place.Cgroup(v.get(CGROUP))));

  private static final Key<Integer> LEAST =
      Key.required("least", ValueTypes.whole("", 0, 1_000_000), "smallest value that is accepted");
  private static final Key<Integer> MOST =
      Key.required("most", ValueTypes.whole("", 0, 1_000_000), "largest value that is accepted");
  private static final Key<Integer> SAFE =
      Key.required(
          "safe",
          ValueTypes.whole("", 0, 1_000_000),
          "value while no agent asks: set 10 s after its last request, and at the end");

  private static final Section POWER_LIMIT =
      Section.of("power-limit", "Power limit, W.", LEAST, MOST, SAFE);
  private static final Section CLOCK =
      Section.of("clock", "Highest clock of the multiprocessors, MHz.", LEAST, MOST, SAFE);
  private static final Section QUOTA =
      Section.of("quota", "Processor time, % of all processors of the box.", LEAST, MOST, SAFE);
  private static final Section FREEZE =
      Section.of("freeze", "0 = frozen, 100 = runs.", LEAST, MOST, SAFE);

  private static final Section DEVICES =
      Section.of("devices", "Devices that may be set; one kind each.")
          .asRequired()
          .asList()
          .withVariants(SectionVariant.sections(KINDS))
          .withChildren(POWER_LIMIT, CLOCK, QUOTA, FREEZE);

  static final Section FILE =
      Section.of("", "Root helper of a compute box.", SOCKET, GROUP, NVML_LIBRARY, CONTROL_GROUPS)
          .withChildren(DEVICES);

  private HelperKeys() {}

  /** Binds valid values; reports settings that a device does not have, and bounds in disorder. */
  static HelperConfig bind(SectionValues v, Problems problems) {
    List<HelperDevice> devices = new ArrayList<>();
    for (SectionValues one : v.all(DEVICES)) {
      devices.add(device(one, devices, problems));
    }
    return new HelperConfig(
        v.get(SOCKET), v.find(GROUP), v.find(NVML_LIBRARY), v.get(CONTROL_GROUPS), devices);
  }

  private static HelperDevice device(
      SectionValues v, List<HelperDevice> before, Problems problems) {
    String kind = v.chosen().orElseThrow();
    Place place = SectionVariant.bind(KINDS, kind, v, Path.of("/"));
    List<String> taken = before.stream().map(HelperDevice::name).toList();
    String name = v.find(NAME).orElseGet(() -> FileKeys.free(kind, taken));
    if (taken.contains(name)) {
      problems.addAt(v.path() + ".name", "a name that no other device has", "\"" + name + "\"");
    }
    String known = String.join(", ", place.settings().stream().map(Phrase::word).sorted().toList());
    Map<Setting, Bounds> bounds = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      for (SectionValues written : v.all(section(setting))) {
        if (place.settings().contains(setting)) {
          bounds.put(setting, bounds(setting, written, problems));
        } else {
          problems.addAt(
              written.path(), "settings of the kind " + kind + ": " + known, Phrase.word(setting));
        }
      }
    }
    if (bounds.isEmpty()) {
      problems.addAt(v.path(), "one of " + known, "none");
    }
    return new HelperDevice(name, place, bounds);
  }

  private static Section section(Setting setting) {
    return switch (setting) {
      case POWER_LIMIT -> POWER_LIMIT;
      case CLOCK -> CLOCK;
      case QUOTA -> QUOTA;
      case FREEZE -> FREEZE;
    };
  }

  private static Bounds bounds(Setting setting, SectionValues v, Problems problems) {
    Bounds bounds = new Bounds(v.get(LEAST), v.get(MOST), v.get(SAFE));
    boolean share = setting == Setting.QUOTA || setting == Setting.FREEZE;
    if (share && bounds.most() > 100) {
      problems.addAt(v.path() + ".most", "at most 100 %", Long.toString(bounds.most()));
    }
    if (setting != Setting.FREEZE && bounds.least() == 0) {
      problems.addAt(v.path() + ".least", "at least 1", "0");
    }
    if (bounds.most() < bounds.least()) {
      problems.addAt(
          v.path() + ".most", "at least " + bounds.least(), Long.toString(bounds.most()));
    } else if (bounds.safe() < bounds.least() || bounds.safe() > bounds.most()) {
      problems.addAt(
          v.path() + ".safe",
          "a value from %d to %d".formatted(bounds.least(), bounds.most()),
          Long.toString(bounds.safe()));
    }
    return bounds;
  }
}
