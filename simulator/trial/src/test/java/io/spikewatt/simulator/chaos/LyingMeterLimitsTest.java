package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SiteParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long the true power at the connection is beyond its limit when the grid meter begins to lie
 * during a surplus of 5 kW, at a site whose PV follows no limit: the battery alone keeps the
 * limits.
 */
class LyingMeterLimitsTest {

  private static final double TOLERANCE_W = 100;
  private static final double LONGEST_S = 10;
  private static final long FROM_S = 300;
  private static final long LASTS_S = 300;
  private static final double LIMIT_W = 2_000;

  @TempDir private Path directory = Path.of("");

  /** The battery keeps the export limit by plan, or stores the whole surplus by rules. */
  @ParameterizedTest
  @CsvSource({
    "METER_ALTERNATES, cost",
    "METER_ALTERNATES, self-consumption",
    "METER_SIGN, cost",
    "METER_SIGN, self-consumption",
    "METER_STUCK, cost",
    "METER_STUCK, self-consumption"
  })
  void theTrueGridIsBeyondItsLimitForTenSecondsAtMost(FaultKind lie, String objective)
      throws Exception {
    FaultPlan faults = FaultPlan.of(new FaultEpisode(lie, FROM_S, FROM_S + LASTS_S, 0.5));
    ChaosTask task =
        new ChaosTask(
            1, Duration.ofSeconds(FROM_S + 2 * LASTS_S), faults, new WithoutCurtailment(objective));
    Beyond beyond = new Beyond();
    ChaosResult result = ChaosRun.run(task, day(), directory, beyond);
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    assertTrue(
        beyond.surplusW > 4_500 && beyond.surplusW < 6_500, () -> "surplus " + beyond.surplusW);
    assertTrue(beyond.longestS <= LONGEST_S, () -> beyond.longestS + " s");
  }

  private static ChaosDay day() {
    SiteParameters demo = SiteParameters.demo(1);
    SiteParameters.Devices usual = demo.devices();
    SiteParameters.Devices devices =
        new SiteParameters.Devices(
            10_500,
            usual.battery().startingAt(50),
            usual.ev(),
            usual.compute(),
            usual.shedLoadW(),
            Optional.empty(),
            Optional.empty());
    SiteParameters.Limits limits =
        new SiteParameters.Limits(demo.limits().importW(), LIMIT_W, 4_200, LIMIT_W, List.of());
    return new ChaosDay(
        new SiteParameters(1, demo.place(), devices, limits, demo.tariff()),
        Instant.parse("2026-06-15T10:40:00Z"),
        10);
  }

  /** The PV inverter confirms limits and keeps none. */
  private record WithoutCurtailment(String objective) implements ControllerMutation {
    @Override
    public String siteFile(String yaml) {
      return yaml.replace("objective: cost", "objective: " + objective);
    }

    @Override
    public RegisterPort wire(String id, RegisterPort wire) {
      return id.equals("pv1") ? new Unmoved(wire) : wire;
    }
  }

  private static final class Unmoved extends BentWire {
    Unmoved(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply write(int address, int... words) {
      return new RegisterReply.Words(words);
    }
  }

  /** Longest time in one piece for which the connection is beyond its limit. */
  private static final class Beyond implements PlantObserver {
    private double nowS;
    private double beyondS;
    private double longestS;
    private double mostW;
    private double surplusW;

    @Override
    public void stepped(PlantTruth truth, double dtS) {
      nowS += dtS;
      if (nowS < FROM_S) {
        surplusW = -truth.powers().gridW() - truth.powers().batteryW();
        return;
      }
      double gridW = truth.powers().gridW();
      double overW = Math.max(-gridW - LIMIT_W, gridW - SiteParameters.demo(1).limits().importW());
      mostW = Math.max(mostW, overW);
      beyondS = overW > TOLERANCE_W ? beyondS + dtS : 0;
      longestS = Math.max(longestS, beyondS);
    }
  }
}
