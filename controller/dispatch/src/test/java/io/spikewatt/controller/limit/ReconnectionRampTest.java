package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectionRampTest {

  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final GridLimits LIMITS =
      new GridLimits(12_000, 5_000, LimitSource.CONFIGURED, LimitSource.GRID_OPERATOR);

  @ParameterizedTest
  @CsvSource({
    // seconds since the switch closed, load: import limit, export limit
    "0,  1000,   1000,    0",
    "30, 1000,   7000, 2500",
    "60, 1000,  12000, 5000",
    "90, 1000,  12000, 5000",
    "0,  20000, 12000,    0",
  })
  void theExchangeIsLetGoBitByBitAndTheLoadAtOnce(
      int seconds, double loadW, double importW, double exportW) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.loadW = loadW;
    plant.run(3);
    PlantState state = plant.state.orElseThrow();
    Moment closed = state.at().plus(Duration.ofSeconds(-seconds));
    assertEquals(
        new GridLimits(importW, exportW, LimitSource.CONFIGURED, LimitSource.GRID_OPERATOR),
        ReconnectionRamp.limits(LIMITS, state, closed, MINUTE));
  }
}
