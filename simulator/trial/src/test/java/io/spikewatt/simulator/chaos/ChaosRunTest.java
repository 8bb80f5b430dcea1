package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours in which everything breaks; {@code bench/chaos} has whole days, and many. */
class ChaosRunTest {

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 16})
  void whateverFailsNothingIsWrittenOutsideTheEnvelope(long seed) throws Exception {
    ChaosResult result = run(seed, Duration.ofHours(4));
    assertTrue(result.kept(), () -> "seed " + seed + ": " + result.found() + " " + result.bug());
    assertEquals(List.of(), result.sentences().contradictions());
    assertTrue(
        result.sentences().claims().size() >= 20, () -> "judged " + result.sentences().claims());
    assertTrue(result.counts().writes().size() >= 4, "all kinds of devices were written");
    assertTrue(result.counts().faults().size() >= 5, () -> "faults " + result.counts().faults());
  }

  private ChaosResult run(long seed, Duration length) throws IOException {
    return ChaosRun.run(
        new ChaosTask(
            seed,
            length,
            FaultPlan.of(seed, Math.max(86_400, length.toSeconds())),
            ControllerMutation.NONE),
        Files.createTempDirectory(directory, "run"),
        line -> {});
  }
}
