package io.spikewatt.fleet.coordinate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.fleet.testing.KillRounds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KilledCoordinatorTest {

  @TempDir private Path folder = Path.of("");

  @Test
  @Timeout(180)
  void a_killed_coordinator_leaves_rounds_open_finished_or_void_but_never_half() throws Exception {
    try (KillRounds rounds = new KillRounds(folder, 7)) {
      KillRounds.Outcome outcome = rounds.run(10);
      assertTrue(outcome.byState().getOrDefault("finished", 0) > 0, outcome::toString);
      assertTrue(outcome.openAtKill() > 0, outcome::toString);
    }
  }
}
