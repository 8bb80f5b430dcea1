package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A controller that asks for too much does no harm behind the gate, and is seen without it. */
class GateMutantTest {

  private static final Duration WHOLE = Duration.ofHours(3);

  /** A loosened gate mostly shows after the first jump. */
  private static final Duration EARLY = Duration.ofMinutes(45);

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(GateMutant.class)
  void whatTheGateHoldsBackTheRecorderSeesWhenItDoesNot(GateMutant mutant) throws Exception {
    assertFalse(
        rules(mutant.held(), WHOLE).contains(mutant.broken()), "the sound gate holds it back");
    assertTrue(
        rules(mutant.loose(), EARLY).contains(mutant.broken())
            || rules(mutant.loose(), WHOLE).contains(mutant.broken()),
        "the loosened gate does not");
  }

  private Set<EnvelopeRule> rules(ControllerMutation controllerMutation, Duration length)
      throws IOException {
    // Hardly ever is a battery found outside of its window by itself.
    FaultPlan faults =
        FaultPlan.of(jump(1_800, 0.07), jump(4_000, 0.98), jump(6_200, 0.5), jump(8_400, 0.07));
    ChaosResult result =
        ChaosRun.run(
            new ChaosTask(1, length, faults, controllerMutation),
            Files.createTempDirectory(directory, "run"),
            line -> {});
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    return result.found().stream()
        .map(found -> found.violation().rule())
        .collect(Collectors.toSet());
  }

  private static FaultEpisode jump(long second, double toShare) {
    return new FaultEpisode(FaultKind.SOC_JUMPS, second, second + 1, toShare);
  }
}
