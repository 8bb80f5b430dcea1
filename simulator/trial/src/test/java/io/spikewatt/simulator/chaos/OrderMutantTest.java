package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders of several senders, the grid operator's contact, a reload, a restart, a second start. */
class OrderMutantTest {

  /** A site with a heat pump whose contacts only commands set. */
  private static final long SEED = 1;

  private static final FaultPlan FAULTS =
      FaultPlan.of(
          new FaultEpisode(FaultKind.SENDERS, 200, 3_600, 0),
          new FaultEpisode(FaultKind.SOC_JUMPS, 300, 301, 0.45),
          new FaultEpisode(FaultKind.RELOADED, 800, 801, 0.5),
          new FaultEpisode(FaultKind.CONTACT_CLOSED, 1_200, 2_400, 0.5),
          new FaultEpisode(FaultKind.KILLED, 2_600, 2_610, 0.5),
          new FaultEpisode(FaultKind.SECOND_START, 3_000, 3_030, 0.5));

  @TempDir private Path directory = Path.of("");

  @Test
  void theSoundControllerKeepsEveryOrderAndIsAlone() throws Exception {
    ChaosResult result = ChaosRun.run(task(ControllerMutation.NONE), directory, line -> {});
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    assertEquals(List.of(), result.found());
  }

  @ParameterizedTest
  @EnumSource(OrderMutant.class)
  void whoeverForgetsAnOrderOrIsOneTooManyIsSeen(OrderMutant mutant) throws Exception {
    ChaosResult result = ChaosRun.run(task(mutant.loose()), directory, mutant.broken());
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    assertTrue(
        result.found().stream().anyMatch(found -> found.violation().rule() == mutant.broken()),
        () -> "only " + result.found());
  }

  private static ChaosTask task(ControllerMutation controllerMutation) {
    return new ChaosTask(SEED, Duration.ofHours(1), FAULTS, controllerMutation);
  }
}
