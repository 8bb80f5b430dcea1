package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of a day of faults.
 *
 * @param seed reproduces the day
 * @param seconds of virtual time
 * @param writes that reached the devices
 * @param faults that began, by kind
 * @param modeSeconds how long each mode was kept
 * @param lost slots of the history that were stored once and are missing
 * @param found violations of the envelope, each with the active faults
 * @param bug the error that ended the run early
 */
public record ChaosResult(
    long seed,
    long seconds,
    Map<Device, Long> writes,
    Map<FaultKind, Integer> faults,
    Map<String, Long> modeSeconds,
    int lost,
    List<Found> found,
    Optional<RuntimeException> bug) {

  /**
   * @param mode of the controller then
   * @param faults that were active then, or within ten minutes before
   * @param lead the seconds before, one line each
   */
  public record Found(
      Violation violation, String mode, List<FaultKind> faults, List<String> lead) {}

  /** Whether the envelope was kept to the end, and the history with it. */
  public boolean kept() {
    return found.isEmpty() && lost == 0 && bug.isEmpty();
  }
}
