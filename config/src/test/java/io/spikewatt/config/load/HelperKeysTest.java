package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a compute box's root helper. */
final class HelperKeysTest {

  @TempDir Path folder;

  private LoadedHelper load(String text) throws IOException {
    return HelperLoader.load(Files.writeString(folder.resolve("helper.yaml"), text));
  }

  private List<String> problems(String text) throws IOException {
    return assertInstanceOf(LoadedHelper.Failed.class, load(text)).problems().stream()
        .map(problem -> problem.toString().replace(folder + "/", ""))
        .toList();
  }

  @Test
  void devicesWithTheirBounds() throws IOException {
    LoadedHelper loaded =
        load(
            """
            group: spikewatt
            devices:
              - nvidia: 0
                name: left
                power-limit: { least: 200, most: 700, safe: 300 }
                clock: { least: 600, most: 1980, safe: 1200 }
              - powercap: /sys/class/powercap/intel-rapl:0
                power-limit: { least: 60, most: 125, safe: 80 }
              - cgroup: jobs/training
                quota: { least: 10, most: 100, safe: 20 }
                freeze: { least: 0, most: 100, safe: 100 }
              - amdgpu: /sys/class/drm/card0/device
                power-limit: { least: 90, most: 300, safe: 150 }
            """);
    HelperConfig config =
        assertInstanceOf(LoadedHelper.Ok.class, loaded, loaded::toString).config();
    assertEquals("/run/spikewatt-compute/helper", config.socket());
    assertEquals(Optional.of("spikewatt"), config.group());
    assertEquals(
        List.of(
            new HelperDevice(
                "left",
                new Place.Nvidia("0"),
                Map.of(
                    Setting.POWER_LIMIT,
                    new Bounds(200, 700, 300),
                    Setting.CLOCK,
                    new Bounds(600, 1980, 1200))),
            new HelperDevice(
                "powercap",
                new Place.Powercap("/sys/class/powercap/intel-rapl:0"),
                Map.of(Setting.POWER_LIMIT, new Bounds(60, 125, 80))),
            new HelperDevice(
                "cgroup",
                new Place.Cgroup("jobs/training"),
                Map.of(
                    Setting.QUOTA,
                    new Bounds(10, 100, 20),
                    Setting.FREEZE,
                    new Bounds(0, 100, 100))),
            new HelperDevice(
                "amdgpu",
                new Place.Amdgpu("/sys/class/drm/card0/device"),
                Map.of(Setting.POWER_LIMIT, new Bounds(90, 300, 150)))),
        config.devices());
  }

  @Test
  void wrongSettingsBoundsAndPlaces() throws IOException {
    assertEquals(
        List.of(
            "helper.yaml:2:5: devices[0]: expected one of power-limit, found none",
            "helper.yaml:3:12: devices[0].quota: expected settings of the kind powercap:"
                + " power-limit, found quota",
            "helper.yaml:4:5: devices[1]: expected one of clock, power-limit, found none",
            "helper.yaml:6:21: devices[2].quota.least: expected at least 1, found 0",
            "helper.yaml:6:30: devices[2].quota.most: expected at most 100 %, found 200",
            "helper.yaml:7:42: devices[2].freeze.safe: expected a value from 0 to 100, found 101",
            "helper.yaml:9:11: devices[3].name: expected a name that no other device has, found"
                + " \"cgroup\""),
        problems(
            """
            devices:
              - powercap: /sys/a
                quota: { least: 1, most: 2, safe: 1 }
              - nvidia: GPU-00000000-0000-0000-0000-000000000001
              - cgroup: a
                quota: { least: 0, most: 200, safe: 5 }
                freeze: { least: 0, most: 100, safe: 101 }
              - cgroup: b
                name: cgroup
                freeze: { least: 0, most: 100, safe: 0 }
            """));
    assertEquals(
        4,
        problems(
                """
        devices:
          - cgroup: ../..
            freeze: { least: 0, most: 100, safe: 0 }
          - powercap: /sys/../etc
            power-limit: { least: 2, most: 1000001, safe: 2 }
          - nvidia: 64
            clock: { least: 2, most: 3, safe: 2 }
        """)
            .size());
    assertEquals(1, problems("group: spikewatt").size());
  }
}
