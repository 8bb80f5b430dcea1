package io.spikewatt.controller.compute.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.helper.HelperConfig;
import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Place;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.BoundedMeans;
import io.spikewatt.controller.compute.means.PowerMeans.Kind;
import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.controller.compute.nvml.FakeNvml;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agent, helper and devices in one chain: simulated cards behind NVML, a control group of files.
 */
@Timeout(60)
final class HelperDevicesTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @Test
  void an_agents_values_reach_the_devices_and_the_safe_ones_follow_it() throws Exception {
    FakeNvml nvml = FakeNvml.in(folder);
    nvml.phase(0, 690);
    Path quota = Files.createDirectories(folder.resolve("groups/jobs")).resolve("cpu.max");
    Files.writeString(quota, "max 100000\n");
    HelperConfig config =
        new HelperConfig(
            folder.resolve("helper").toString(),
            Optional.empty(),
            Optional.of(nvml.file()),
            folder.resolve("groups").toString(),
            List.of(
                new HelperDevice(
                    "gpu0",
                    new Place.Nvidia("0"),
                    Map.of(
                        Setting.POWER_LIMIT,
                        new Bounds(100, 700, 250),
                        Setting.CLOCK,
                        new Bounds(600, 1980, 1980))),
                new HelperDevice(
                    "jobs",
                    new Place.Cgroup("jobs"),
                    Map.of(Setting.QUOTA, new Bounds(5, 100, 10)))));
    HeldSettings settings =
        new HeldSettings(config.devices(), new HelperDevices(config, 4, clock), clock.now());
    try (HelperServer _ =
            HelperServer.start(Path.of(config.socket()), config.group(), settings, clock);
        HelperConnection connection = new HelperConnection(Path.of(config.socket()), clock)) {
      HelperMeans limit =
          new HelperMeans(connection, "gpu0", 0, Setting.POWER_LIMIT, new SettingRange(100, 700));
      HelperMeans lock =
          new HelperMeans(connection, "gpu0-clock", 0, Setting.CLOCK, new SettingRange(600, 1980));
      HelperMeans share =
          new HelperMeans(connection, "jobs", 1, Setting.QUOTA, new SettingRange(5, 100));
      assertEquals(
          List.of(Kind.POWER_LIMIT, Kind.CLOCK, Kind.ADMISSION),
          List.of(limit.kind(), lock.kind(), share.kind()));
      limit.set(500);
      lock.set(1800);
      share.set(50);
      assertEquals(
          new Reading(OptionalDouble.of(500), OptionalDouble.of(500), Optional.empty()),
          limit.read());
      assertEquals(1800, nvml.lock(0));
      assertEquals("200000 100000", Files.readString(quota).strip());
      assertEquals(OptionalDouble.of(50), share.read().enforced());

      // A value below the card's floor: the floor is told as enforced.
      limit.set(100);
      assertEquals(OptionalDouble.of(200), limit.read().enforced());
      nvml.unload(1000);
      assertTrue(limit.read().problem().isPresent());
      clock.advance(Duration.ofSeconds(1));
      nvml.time(1000);
      assertEquals(OptionalDouble.of(200), limit.read().enforced());

      connection.close();
      Await.until("the safe limit", () -> nvml.drawW(0) == 250);
      Await.until("the lock is undone", () -> nvml.lock(0) == 0);
      Await.until(
          "the safe quota",
          () -> {
            try {
              return Files.readString(quota).strip().equals("40000 100000");
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  /** The first device's driver hangs for ever from its first call on. */
  @Test
  void a_driver_that_hangs_does_not_keep_other_devices_from_their_safe_values() {
    Semaphore never = new Semaphore(0);
    FakeMeans hangs =
        new FakeMeans() {
          @Override
          public Reading read() {
            never.acquireUninterruptibly();
            return super.read();
          }
        };
    FakeMeans works = new FakeMeans();
    Bounds bounds = new Bounds(200, 700, 300);
    SettingRange range = new SettingRange(200, 700);
    List<HelperDevice> devices =
        List.of(
            new HelperDevice("a", new Place.Nvidia("0"), Map.of(Setting.POWER_LIMIT, bounds)),
            new HelperDevice("b", new Place.Nvidia("1"), Map.of(Setting.POWER_LIMIT, bounds)));
    try (BoundedMeans bounded = new BoundedMeans(hangs, range, clock)) {
      HeldSettings settings =
          new HeldSettings(
              devices, (device, _, _) -> device.name().equals("a") ? bounded : works, clock.now());
      for (HelperRequest request :
          List.of(
              new HelperRequest(0, 0, OptionalLong.of(500)),
              new HelperRequest(1, 0, OptionalLong.of(600)))) {
        settings.answer(request, "agent", clock.now());
      }
      assertEquals(List.of(600L), works.values);
      settings.tick(clock.advance(HeldSetting.LEASE));
      assertEquals(List.of(600L, 300L), works.values);
      never.release(1000);
      Await.until("the safe value of the other", () -> hangs.values.contains(300L));
    } finally {
      never.release(1000);
    }
  }
}
