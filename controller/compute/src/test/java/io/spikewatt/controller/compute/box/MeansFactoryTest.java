package io.spikewatt.controller.compute.box;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.PowerMeans.Kind;
import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.controller.compute.nvml.FakeNvml;
import io.spikewatt.hal.time.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the configuration to means, also where nothing of it is there. */
@Timeout(60)
final class MeansFactoryTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @Test
  void an_empty_box_gives_means_that_tell_what_is_missing() {
    String nowhere = folder.resolve("nowhere").toString();
    MeansSpec.Range range = new MeansSpec.Range(200, 700);
    try (MeansFactory factory = new MeansFactory(clock, 2)) {
      List<PowerMeans> means =
          List.<MeansSpec>of(
                  new MeansSpec.Helper("helper", nowhere, 0, Setting.CLOCK, range),
                  new MeansSpec.NvidiaPower("gpu0", "0", Optional.of(nowhere), range),
                  new MeansSpec.NvidiaClocks("gpu0", "0", Optional.of(nowhere), range),
                  new MeansSpec.Powercap("cpu0", nowhere, range),
                  new MeansSpec.Amdgpu("gpu1", nowhere, range),
                  new MeansSpec.Quota("quota", "jobs", nowhere, 5),
                  new MeansSpec.Freeze("freeze", List.of("jobs"), nowhere))
              .stream()
              .map(factory::make)
              .toList();
      for (PowerMeans one : means) {
        Reading reading = one.read();
        assertEquals(OptionalDouble.empty(), reading.powerW(), one.name());
        assertTrue(reading.problem().isPresent(), one.name());
      }
      assertEquals(
          List.of(
              Kind.CLOCK,
              Kind.POWER_LIMIT,
              Kind.CLOCK,
              Kind.POWER_LIMIT,
              Kind.POWER_LIMIT,
              Kind.ADMISSION,
              Kind.ADMISSION),
          means.stream().map(PowerMeans::kind).toList());
    }
  }

  @Test
  void limit_and_clock_of_a_card_act_on_one_device() throws Exception {
    FakeNvml nvml = FakeNvml.in(folder);
    nvml.phase(1, 680);
    Optional<String> library = Optional.of(nvml.file());
    try (MeansFactory factory = new MeansFactory(clock, 2)) {
      PowerMeans limit =
          factory.make(
              new MeansSpec.NvidiaPower("gpu1", "1", library, new MeansSpec.Range(200, 700)));
      PowerMeans lock =
          factory.make(
              new MeansSpec.NvidiaClocks("gpu1", "1", library, new MeansSpec.Range(210, 1980)));
      limit.set(400);
      lock.set(1500);
      assertEquals(OptionalDouble.of(400), limit.read().enforced());
      assertEquals(OptionalDouble.of(1500), lock.read().enforced());
      assertEquals(400, nvml.drawW(1));
      assertEquals(1500, nvml.lock(1));
      assertEquals(limit.device(), lock.device());
    }
  }

  @Test
  void hooks_wait_for_their_first_value() {
    try (MeansFactory factory = new MeansFactory(clock, 2)) {
      for (MeansSpec spec :
          List.of(
              new MeansSpec.QueueAddress("chat", URI.create("http://127.0.0.1:9/"), 0, LIMIT),
              new MeansSpec.QueueCommand("chat", List.of("/bin/true"), 0, LIMIT),
              new MeansSpec.Jobs(
                  "jobs",
                  List.of(
                      new MeansSpec.Job(
                          "a", List.of("/bin/true"), List.of("/bin/true"), Optional.empty(), "")),
                  LIMIT))) {
        PowerMeans hook = factory.make(spec);
        assertEquals(Kind.ADMISSION, hook.kind());
        assertEquals(
            new Reading(OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty()),
            hook.read());
      }
    }
  }
}
