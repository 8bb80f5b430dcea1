package io.spikewatt.controller.compute.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power limits by files of the kernel, on trees of plain files. */
final class SysfsLimitTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text + "\n");
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  private static String problem(Reading reading) {
    return reading.problem().orElse("none");
  }

  private PowercapLimit processor() throws IOException {
    file("zone/constraint_0_power_limit_uw", "125000000");
    file("zone/energy_uj", "1000000");
    file("zone/max_energy_range_uj", "262143328850");
    file("zone/enabled", "1");
    return new PowercapLimit("cpu0", folder.resolve("zone"), new SettingRange(35, 125), clock);
  }

  private void pass() {
    clock.advance(Duration.ofSeconds(2));
  }

  @Test
  void a_processors_limit_is_set_and_its_draw_follows_from_the_energy_counter() throws IOException {
    PowercapLimit limit = processor();
    Reading first = limit.read();
    assertEquals(OptionalDouble.empty(), first.powerW());
    assertEquals(OptionalDouble.of(125), first.enforced());
    limit.set(60);
    assertEquals("60000000", text("zone/constraint_0_power_limit_uw"));
    pass();
    file("zone/energy_uj", "121000000");
    assertEquals(
        new Reading(OptionalDouble.of(60), OptionalDouble.of(60), Optional.empty()), limit.read());
    limit.release();
    assertEquals("125000000", text("zone/constraint_0_power_limit_uw"));
    assertThrows(IllegalArgumentException.class, () -> limit.set(34));
  }

  @Test
  void the_energy_counter_wraps_at_its_range_and_a_restart_gives_no_power() throws IOException {
    PowercapLimit limit = processor();
    file("zone/energy_uj", "262143328000");
    limit.read();
    pass();
    file("zone/energy_uj", "99999149");
    assertEquals(OptionalDouble.of(50), limit.read().powerW());
    pass();
    file("zone/energy_uj", "0");
    assertEquals(OptionalDouble.empty(), limit.read().powerW());
    pass();
    file("zone/energy_uj", "20000000");
    assertEquals(OptionalDouble.of(10), limit.read().powerW());
  }

  @Test
  void a_limit_that_the_firmware_changed_is_requested_again() throws IOException {
    PowercapLimit limit = processor();
    limit.set(60);
    file("zone/constraint_0_power_limit_uw", "125000000");
    assertEquals(OptionalDouble.of(60), limit.read().enforced());
  }

  @Test
  void missing_files_and_a_switched_off_zone_are_told_and_give_no_number() throws IOException {
    PowercapLimit limit = processor();
    Files.delete(folder.resolve("zone/energy_uj"));
    Reading unmetered = limit.read();
    assertEquals(OptionalDouble.empty(), unmetered.powerW());
    assertEquals(OptionalDouble.of(125), unmetered.enforced());
    assertTrue(
        problem(unmetered).endsWith("energy_uj cannot be read: there is no such file"),
        problem(unmetered));
    file("zone/energy_uj", "unknown");
    assertTrue(
        problem(limit.read()).endsWith("expected a whole number, found \"unknown\""),
        problem(limit.read()));
    file("zone/energy_uj", "0");
    file("zone/enabled", "0");
    assertTrue(problem(limit.read()).contains("the kernel enforces no limit"));
    Files.delete(folder.resolve("zone/constraint_0_power_limit_uw"));
    limit.set(60);
    Reading gone = limit.read();
    assertEquals(OptionalDouble.empty(), gone.enforced());
    assertTrue(problem(gone).contains("there is no such file"), problem(gone));
  }

  /** A directory in the file's place refuses every write, to root as well. */
  @Test
  void a_refused_write_is_told_beside_the_limit_in_force() throws IOException {
    PowercapLimit limit = processor();
    limit.set(60);
    Files.delete(folder.resolve("zone/constraint_0_power_limit_uw"));
    Files.createSymbolicLink(
        folder.resolve("zone/constraint_0_power_limit_uw"),
        Path.of("/proc/sys/kernel/ngroups_max"));
    Reading refused = limit.read();
    assertTrue(problem(refused).contains("does not accept 60000000"), problem(refused));
    assertTrue(refused.enforced().isPresent());
  }

  private AmdgpuPowerCap card() throws IOException {
    file("device/hwmon/hwmon3/power1_cap", "300000000");
    file("device/hwmon/hwmon3/power1_cap_min", "90000000");
    file("device/hwmon/hwmon3/power1_cap_max", "345000000");
    file("device/hwmon/hwmon3/power1_cap_default", "300000000");
    file("device/hwmon/hwmon3/power1_average", "123000000");
    return new AmdgpuPowerCap("gpu0", folder.resolve("device"), new SettingRange(50, 400));
  }

  @Test
  void an_amd_card_keeps_its_own_bounds_and_is_never_overclocked() throws IOException {
    AmdgpuPowerCap cap = card();
    assertEquals(
        new Reading(OptionalDouble.of(123), OptionalDouble.of(300), Optional.empty()), cap.read());
    assertEquals(90, cap.least());
    assertEquals(300, cap.most());
    cap.set(200);
    assertEquals("200000000", text("device/hwmon/hwmon3/power1_cap"));
    cap.set(60);
    assertEquals(OptionalDouble.of(90), cap.read().enforced());
    cap.release();
    assertEquals("300000000", text("device/hwmon/hwmon3/power1_cap"));
  }

  @Test
  void an_amd_card_that_came_back_under_another_number_has_its_limit_again() throws IOException {
    AmdgpuPowerCap cap = card();
    cap.set(200);
    Files.move(folder.resolve("device/hwmon/hwmon3"), folder.resolve("gone"));
    Reading gone = cap.read();
    assertEquals(OptionalDouble.empty(), gone.powerW());
    assertTrue(problem(gone).endsWith("the card offers no power limit (power1_cap)"));
    Files.move(folder.resolve("gone"), folder.resolve("device/hwmon/hwmon5"));
    file("device/hwmon/hwmon5/power1_cap", "300000000");
    Files.delete(folder.resolve("device/hwmon/hwmon5/power1_average"));
    file("device/hwmon/hwmon5/power1_input", "45000000");
    assertEquals(
        new Reading(OptionalDouble.of(45), OptionalDouble.of(200), Optional.empty()), cap.read());
  }

  @Test
  void an_amd_card_lost_before_the_first_request_takes_it_when_it_is_there() throws IOException {
    AmdgpuPowerCap cap =
        new AmdgpuPowerCap("gpu0", folder.resolve("device"), new SettingRange(50, 400));
    cap.set(60);
    assertTrue(problem(cap.read()).endsWith("there is no such directory"));
    card();
    assertEquals(OptionalDouble.of(90), cap.read().enforced());
  }
}
