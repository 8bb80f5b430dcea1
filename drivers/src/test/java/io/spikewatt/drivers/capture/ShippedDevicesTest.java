package io.spikewatt.drivers.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped profile that speaks Modbus reads and writes its device as the {@link Capture} of the
 * same name says. A new profile needs no line here, but a capture.
 */
final class ShippedDevicesTest {

  static List<String> ids() {
    return ProfileLoader.shippedIds().stream()
        .filter(
            id ->
                ProfileLoader.shipped(id).points() instanceof DeviceProfile.Modbus
                    || ProfileLoader.shipped(id).points() instanceof DeviceProfile.SunSpec)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void readsAndWritesItsDeviceAsCaptured(String id) throws IOException {
    DeviceProfile profile = ProfileLoader.shipped(id);
    Capture capture = Capture.of(id);
    try (CapturedDevice device = new CapturedDevice(profile)) {
      tellsOfEverything(capture, profile, device);
      capture.steps().forEach(device::take);
      device.end();
    }
  }

  /** A capture that leaves something out would prove nothing about it. */
  private static void tellsOfEverything(
      Capture capture, DeviceProfile profile, CapturedDevice device) {
    Set<Quantity> expected = new HashSet<>();
    for (Step step : capture.steps()) {
      if (step instanceof Step.Expect expect) {
        expected.add(expect.quantity());
      }
    }
    Set<Quantity> readable =
        profile.points() instanceof DeviceProfile.SunSpec
            ? profile.points().reads()
            : device.inputs().stream().map(Signal::quantity).collect(Collectors.toSet());
    assertTrue(expected.containsAll(readable), () -> "expects " + expected + " of " + readable);
    for (Quantity output : profile.points().writes()) {
      if (capture.steps().stream()
          .anyMatch(s -> s instanceof Step.Refuse r && r.quantity() == output)) {
        continue;
      }
      assertTrue(writes(capture, output, value -> value > 0) || takesOnly(capture), "writes > 0");
      if (output == Quantity.POWER_W) {
        assertTrue(writes(capture, output, value -> value < 0), "writes < 0");
        assertTrue(writes(capture, output, value -> value == 0), "writes 0");
      }
      long releases =
          capture.steps().stream()
              .filter(s -> s instanceof Step.Release r && r.quantity() == output)
              .count();
      assertEquals(1, releases, "releases");
    }
  }

  private static boolean writes(Capture capture, Quantity output, DoublePredicate which) {
    return capture.steps().stream()
        .anyMatch(
            s ->
                s instanceof Step.Write write
                    && write.quantity() == output
                    && which.test(write.value()));
  }

  private static boolean takesOnly(Capture capture) {
    return capture.steps().stream().anyMatch(Step.TakesOnly.class::isInstance);
  }
}
