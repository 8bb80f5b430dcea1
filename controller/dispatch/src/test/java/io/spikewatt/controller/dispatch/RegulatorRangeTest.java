package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What batteries are relied on for. */
class RegulatorRangeTest {

  private final RegulatorRange range = range();

  @Test
  void trustedBatteriesCountWithWhatTheyCan() {
    RegulatorRange relied = range.reliedOn(OptionalDouble.empty());
    assertEquals(5_000, relied.chargeW(), 0);
    assertEquals(5_000, relied.dischargeW(), 0);
  }

  @Test
  void aBatteryThatChargesWhateverItIsSentIsALoad() {
    RegulatorRange relied = range.reliedOn(OptionalDouble.of(-3_000));
    assertEquals(3_000, relied.chargeW(), 0);
    assertEquals(-3_000, relied.dischargeW(), 0);
    assertEquals(-3_000, relied.emergencyW(), 0);
  }

  @Test
  void aBatteryThatDischargesWhateverItIsSentLeavesThatMuchLessRoomForExport() {
    RegulatorRange relied = range.reliedOn(OptionalDouble.of(4_000));
    assertEquals(-4_000, relied.chargeW(), 0);
    assertEquals(4_000, relied.dischargeW(), 0);
  }

  private static RegulatorRange range() {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    plant.run(5);
    Assets assets =
        new Assets(demo.site(), demo.outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory());
    GridLimits limits =
        new GridLimits(5_000, 5_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    assets.update(
        new CycleInput(
            plant.state.orElseThrow(),
            Optional.empty(),
            limits,
            DeviceRequests.NONE,
            CycleInput.Aim.FOLLOW,
            plant.now(),
            plant.now()));
    return assets.range();
  }
}
