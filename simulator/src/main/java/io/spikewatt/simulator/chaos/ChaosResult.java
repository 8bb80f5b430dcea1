package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a day of faults brought.
 *
 * @param seed gives the same day again
 * @param seconds of virtual time
 * @param writes that reached the devices
 * @param faults that began, by kind
 * @param modeSeconds how long each mode was kept
 * @param lost slots of the history that were kept once and are gone
 * @param found outside the envelope, each with the faults that were there
 * @param bug what ended the run early
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
   * @param faults that were there then, or had been within ten minutes
   * @param lead what the seconds before were like, one line each
   */
  public record Found(
      Violation violation, String mode, List<FaultKind> faults, List<String> lead) {}

  /** Whether the envelope was kept to the end, and the history with it. */
  public boolean kept() {
    return found.isEmpty() && lost == 0 && bug.isEmpty();
  }
}
