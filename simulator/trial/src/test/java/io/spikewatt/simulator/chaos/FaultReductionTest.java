package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultReductionTest {

  private static final Duration LENGTH = Duration.ofMinutes(15);

  /** Without its interlock the gate lets commands discharge a battery that jumped to empty. */
  private static final FaultPlan FAULTS =
      FaultPlan.of(
          new FaultEpisode(FaultKind.METER_SPIKES, 60, 120, 0.5),
          new FaultEpisode(FaultKind.KILLED, 150, 160, 0.5),
          new FaultEpisode(FaultKind.SOC_JUMPS, 300, 301, 0.07),
          new FaultEpisode(FaultKind.COMMANDS, 310, 900, 0.5),
          new FaultEpisode(FaultKind.PV_DEAD, 400, 500, 0.5),
          new FaultEpisode(FaultKind.PLC_DOWN, 700, 800, 0.5));

  @TempDir private Path directory = Path.of("");

  @Test
  void theFaultsThatRemainFailWithTheMutantAndAloneAreNoTroubleForTheSoundGate() {
    ChaosTask failing = new ChaosTask(1, LENGTH, FAULTS, GateMutant.NO_INTERLOCK.loose());
    ChaosResult.Failure failure = run(failing).failures().getFirst();
    assertEquals("STATE_OF_CHARGE BATTERY", failure.what());
    List<Integer> needed = FaultReduction.reduce(failing, failure, this::run, 100);
    assertEquals(List.of(3, 4), needed);
    FaultPlan shortest = FAULTS.only(needed);
    assertEquals(failure.what(), run(failing.with(shortest)).failures().getFirst().what());
    ChaosTask sound = new ChaosTask(1, LENGTH, shortest, GateMutant.NO_INTERLOCK.held());
    assertTrue(run(sound).kept());
  }

  private ChaosResult run(ChaosTask task) {
    try {
      return ChaosRun.run(task, Files.createTempDirectory(directory, "run"), line -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
