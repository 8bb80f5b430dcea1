package io.spikewatt.controller.asset.ev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EvAssetTest {

  private static final Optional<Double> WORTH = Optional.of(0.2);

  @Test
  void aTargetThatIsMissingForNowIsUnknownWhateverMoreEnergyIsWorth() {
    assertInstanceOf(Estimate.Unknown.class, target(Quantity.SOC_TARGET_PCT, WORTH));
  }

  @Test
  void aCarNeedsNoTargetWhereTheChargerReportsNoneAndItsEnergyIsWorthSomething() {
    assertEquals(OptionalDouble.of(0), target(Quantity.POWER_W, WORTH).ifKnown());
    assertInstanceOf(Estimate.Unknown.class, target(Quantity.POWER_W, Optional.empty()));
  }

  /** Target of a car of which nothing was read. */
  private static Estimate target(Quantity reported, Optional<Double> worth) {
    Role.EvCharger role =
        new Role.EvCharger(1400, 11_000, 0.9, 0, 30, 0, Optional.of(50_000.0), worth);
    DeviceConfig device =
        new DeviceConfig(
            "ev1",
            new DeviceProfile(
                "test",
                new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
                new DeviceProfile.Response(Duration.ZERO, Duration.ofSeconds(2)),
                new DeviceProfile.GpioInput(reported, ContactCode.SINGLE),
                LinkDefaults.NONE,
                List.of(),
                Optional.empty()),
            new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
            role,
            false,
            Optional.empty());
    PlantSnapshot nothing = new PlantSnapshot(new Moment(0, Instant.EPOCH), List.of());
    EvState state =
        (EvState)
            EvAsset.of(device, role, Optional.empty())
                .reading()
                .orElseThrow()
                .state(nothing, new Estimate.Unknown("test"), Map.of())
                .orElseThrow();
    return state.targetPct();
  }
}
