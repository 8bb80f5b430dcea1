package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.DemoSite;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What batteries are counted on for. */
class AssetsTest {

  private final DemoSite demo = DemoSite.usual();
  private final Assets assets = new Assets(demo.site(), demo.outputs());

  @Test
  void trustedBatteriesCountWithWhatTheyCan() {
    update();
    assertEquals(5_000, assets.countedChargeW(), 0);
    assertEquals(5_000, assets.countedDischargeW(), 0);
  }

  @Test
  void aBatteryThatChargesWhateverItIsAskedIsALoad() {
    update();
    assets.countOn(OptionalDouble.of(-3_000));
    assertEquals(3_000, assets.countedChargeW(), 0);
    assertEquals(-3_000, assets.countedDischargeW(), 0);
    assertEquals(-3_000, assets.countedEmergencyW(), 0);
  }

  @Test
  void aBatteryThatDischargesWhateverItIsAskedLeavesThatMuchLessRoomForExport() {
    update();
    assets.countOn(OptionalDouble.of(4_000));
    assertEquals(-4_000, assets.countedChargeW(), 0);
    assertEquals(4_000, assets.countedDischargeW(), 0);
  }

  private void update() {
    DemoPlant plant = new DemoPlant(demo);
    plant.run(5);
    assets.update(plant.state.orElseThrow());
  }
}
