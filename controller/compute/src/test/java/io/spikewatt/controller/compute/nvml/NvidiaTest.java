package io.spikewatt.controller.compute.nvml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power limit and clock of simulated NVIDIA cards, through the foreign-function interface. */
final class NvidiaTest {

  private static final SettingRange WATTS = new SettingRange(100, 900);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private FakeNvml nvml;
  private NvmlSession session;

  @BeforeEach
  void load() throws Exception {
    nvml = FakeNvml.in(folder);
    session = new NvmlSession(nvml.file(), clock);
  }

  private NvidiaPowerLimit limit(String id) {
    return new NvidiaPowerLimit(session, "gpu" + id, id, WATTS, clock);
  }

  private NvidiaClock lock(String id) {
    return new NvidiaClock(session, "gpu" + id, id, new SettingRange(210, 3000));
  }

  private void pass(long milliseconds) {
    clock.advance(Duration.ofMillis(milliseconds));
    nvml.time(clock.now().nanos() / 1_000_000);
  }

  private static Reading reading(double powerW, double enforced) {
    return new Reading(OptionalDouble.of(powerW), OptionalDouble.of(enforced), Optional.empty());
  }

  private static String problem(Reading reading) {
    return reading.problem().orElse("none");
  }

  @Test
  void a_limit_holds_training_and_shows_after_the_cards_lag() {
    nvml.lag(400);
    nvml.phase(0, 680);
    pass(1000);
    NvidiaPowerLimit limit = limit("0");
    assertEquals(reading(680, 700), limit.read());
    limit.set(300);
    pass(399);
    assertEquals(reading(680, 300), limit.read());
    pass(1);
    assertEquals(reading(300, 300), limit.read());
    limit.release();
    pass(400);
    assertEquals(reading(680, 700), limit.read());
  }

  @Test
  void a_limit_does_not_bind_while_decoding_and_a_lower_clock_does() {
    nvml.phase(0, 260);
    NvidiaPowerLimit limit = limit("0");
    NvidiaClock lock = lock("0");
    limit.set(400);
    assertEquals(reading(260, 400), limit.read());
    lock.set(990);
    assertEquals(reading(117.5, 990), lock.read());
    lock.release();
    assertEquals(0, nvml.lock(0));
    assertEquals(OptionalDouble.empty(), lock.read().enforced());
    assertEquals("NVIDIA GPU 0", limit.device());
    assertEquals("NVIDIA GPU 0", lock.device());
  }

  @Test
  void the_lowest_of_several_limits_is_told_as_enforced() {
    nvml.phase(0, 650);
    nvml.outsideLimit(0, 350);
    NvidiaPowerLimit limit = limit("0");
    limit.set(500);
    assertEquals(reading(350, 350), limit.read());
  }

  @Test
  void the_cards_floor_and_default_limit_bound_the_range() {
    NvidiaPowerLimit limit = limit("0");
    assertEquals(100, limit.least());
    limit.read();
    assertEquals(200, limit.least());
    assertEquals(700, limit.most());
    limit.set(150);
    Reading floor = limit.read();
    assertEquals(OptionalDouble.of(200), floor.enforced());
    assertEquals("the card's lowest limit is 200 W", problem(floor));
    assertThrows(IllegalArgumentException.class, () -> limit.set(99));
    assertThrows(IllegalArgumentException.class, () -> limit.set(901));
  }

  @Test
  void a_card_that_does_not_tell_its_floor_refuses_and_the_reading_says_so() {
    nvml.withoutConstraints(true);
    NvidiaPowerLimit limit = limit("0");
    limit.set(150);
    Reading refused = limit.read();
    assertEquals(OptionalDouble.of(700), refused.enforced());
    assertEquals("nvmlDeviceSetPowerManagementLimit: invalid argument (2)", problem(refused));
  }

  @Test
  void without_rights_the_reading_still_tells_draw_and_limit() {
    nvml.permit(false);
    NvidiaPowerLimit limit = limit("1");
    limit.set(300);
    Reading refused = limit.read();
    assertEquals(OptionalDouble.of(70), refused.powerW());
    assertEquals(OptionalDouble.of(700), refused.enforced());
    assertEquals("nvmlDeviceSetPowerManagementLimit: no permission (4)", problem(refused));
    NvidiaClock lock = lock("1");
    lock.set(600);
    assertEquals("nvmlDeviceSetGpuLockedClocks: no permission (4)", problem(lock.read()));
  }

  @Test
  void a_limit_that_another_program_changed_is_requested_again() {
    NvidiaPowerLimit limit = limit("0");
    limit.set(300);
    nvml.otherLimit(0, 650);
    assertEquals(OptionalDouble.of(300), limit.read().enforced());
    int sets = nvml.sets();
    limit.read();
    assertEquals(sets, nvml.sets());
  }

  @Test
  void after_a_reset_of_the_driver_limit_and_lock_are_requested_again() {
    nvml.phase(0, 680);
    NvidiaPowerLimit limit = limit("0");
    NvidiaClock lock = lock("0");
    limit.set(300);
    lock.set(1500);
    nvml.unload(1000);
    Reading lost = limit.read();
    assertEquals(OptionalDouble.empty(), lost.powerW());
    assertEquals(OptionalDouble.empty(), lost.enforced());
    assertTrue(problem(lost).contains("driver not loaded (9)"), problem(lost));
    assertTrue(problem(limit.read()).endsWith("; next try in 0.5 s"), problem(limit.read()));
    pass(1000);
    assertEquals(reading(300, 300), limit.read());
    assertEquals(OptionalDouble.of(1500), lock.read().enforced());
    assertEquals(1500, nvml.lock(0));
  }

  @Test
  void a_handle_that_is_refused_is_asked_for_again() {
    NvidiaPowerLimit limit = limit("0");
    limit.set(300);
    nvml.stale();
    assertTrue(problem(limit.read()).endsWith("invalid argument (2)"), problem(limit.read()));
    pass(1000);
    assertEquals(reading(70, 300), limit.read());
  }

  @Test
  void a_lost_card_is_told_and_its_neighbour_is_not_taken_for_it() {
    NvidiaPowerLimit first = limit("0");
    NvidiaPowerLimit second = limit("1");
    first.set(300);
    second.set(400);
    nvml.lost(0, true);
    assertTrue(problem(first.read()).contains("gpu is lost (15)"), problem(first.read()));
    assertEquals(reading(70, 400), second.read());
    pass(60_000);
    assertTrue(problem(first.read()).contains("gpu is lost (15)"), problem(first.read()));
    assertEquals(reading(70, 400), second.read());
    nvml.lost(0, false);
    pass(30_000);
    assertEquals(reading(70, 300), first.read());
  }

  @Test
  void a_card_can_be_named_by_its_identifier() {
    NvidiaPowerLimit limit =
        new NvidiaPowerLimit(
            session, "left", "GPU-00000000-0000-0000-0000-000000000001", WATTS, clock);
    limit.set(250);
    assertEquals(reading(70, 250), limit.read());
    assertEquals(OptionalDouble.of(700), limit("0").read().enforced());
    NvidiaPowerLimit none = new NvidiaPowerLimit(session, "x", "GPU-none", WATTS, clock);
    assertTrue(problem(none.read()).contains("not found (6)"), problem(none.read()));
  }

  @Test
  void without_a_meter_of_power_the_energy_counter_tells_the_mean() {
    nvml.withoutPower(true);
    NvidiaPowerLimit limit = limit("0");
    assertEquals(OptionalDouble.empty(), limit.read().powerW());
    pass(1000);
    assertEquals(OptionalDouble.of(70), limit.read().powerW());
    nvml.unload(0);
    limit.read();
    pass(1000);
    assertEquals(OptionalDouble.empty(), limit.read().powerW());
    pass(1000);
    assertEquals(OptionalDouble.of(70), limit.read().powerW());
  }

  @Test
  void a_box_without_the_driver_says_so_and_is_asked_again() throws Exception {
    String later = folder.resolve("later.so").toString();
    NvidiaPowerLimit limit =
        new NvidiaPowerLimit(new NvmlSession(later, clock), "gpu0", "0", WATTS, clock);
    limit.set(300);
    assertTrue(problem(limit.read()).contains("library not found (12)"), problem(limit.read()));
    Files.copy(Path.of(nvml.file()), Path.of(later));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(reading(70, 300), limit.read());
  }
}
