package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.commission.CommissioningResult;
import io.spikewatt.controller.commission.CommissioningResult.FallBack;
import io.spikewatt.controller.commission.StepResponse;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommissioningTextTest {

  private static String text(boolean deviceInverted, boolean meterInverted) {
    OptionalDouble second = OptionalDouble.of(1);
    CommissioningResult backwards =
        new CommissioningResult(
            new Signal("battery1", Quantity.POWER_W),
            List.of(new StepResponse(2000, 2000, 0, -2000, second, second)),
            List.of(OptionalDouble.of(-1)),
            new FallBack.Held(Duration.ofSeconds(90)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommissioningText.print(
        backwards,
        device("battery1", deviceInverted),
        Optional.of(device("meter1", meterInverted)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        false);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static DeviceConfig device(String id, boolean inverted) {
    DeviceConfig any = DemoSite.usual().site().devices().getFirst();
    return new DeviceConfig(
        id, any.profile(), any.connection(), any.role(), inverted, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | false | sign of its power: WRONG: set factor -1 in its profile",
        "true  | false | sign of its power: WRONG: remove invert: true from battery1",
        "false | false | sign of the grid meter: WRONG: set invert: true for the meter",
        "false | true  | sign of the grid meter: WRONG: remove invert: true from meter1",
        "false | false | did NOT leave its setpoint within 90 s without a write",
      })
  void theCureDependsOnWhatIsConfigured(boolean device, boolean meter, String sentence) {
    String text = text(device, meter);
    assertTrue(text.contains(sentence), text);
  }

  @Test
  void whatWasNotSeenIsNotSaidToHaveHappened() {
    assertEquals(
        "whether it leaves its setpoint was not seen: its power stayed at 0 W",
        CommissioningText.fallBack(new FallBack.Unseen(0)));
    assertEquals(
        "left its setpoint 32 s after the last write",
        CommissioningText.fallBack(new FallBack.Left(32.1)));
  }
}
