package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller that asks for too much does no harm behind the gate, and is seen without it. */
class GateMutantTest {

  private static final Duration LENGTH = Duration.ofHours(3);

  /** Hardly ever is a battery found outside of its window by itself. */
  private static final FaultPlan FAULTS =
      FaultPlan.of(jump(1_800, 0.07), jump(4_000, 0.98), jump(6_200, 0.5), jump(8_400, 0.07));

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(GateMutant.class)
  void whatTheGateHoldsBackTheRecorderSeesWhenItDoesNot(GateMutant mutant) throws Exception {
    assertFalse(breaks(mutant.held(), mutant.broken()), "the sound gate holds it back");
    assertTrue(breaks(mutant.loose(), mutant.broken()), "the loosened gate does not");
  }

  private boolean breaks(ControllerMutation controllerMutation, EnvelopeRule rule)
      throws IOException {
    ChaosResult result =
        ChaosRun.run(
            new ChaosTask(1, LENGTH, FAULTS, controllerMutation),
            Files.createTempDirectory(directory, "run"),
            rule);
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    return result.found().stream().anyMatch(found -> found.violation().rule() == rule);
  }

  private static FaultEpisode jump(long second, double toShare) {
    return new FaultEpisode(FaultKind.SOC_JUMPS, second, second + 1, toShare);
  }
}
