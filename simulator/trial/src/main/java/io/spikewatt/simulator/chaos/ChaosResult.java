package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of a day of faults.
 *
 * @param length simulated time
 * @param hash of all writes, events and payloads; equal in every run of a task
 * @param counts of what was done
 * @param lost slots of the history that were stored once and are missing
 * @param sentences judged texts for people
 * @param found violations of the envelope, each with the active faults
 * @param bug the error that ended the run early
 */
public record ChaosResult(
    Duration length,
    String hash,
    Counts counts,
    int lost,
    Sentences sentences,
    List<Found> found,
    Optional<RuntimeException> bug) {

  /**
   * @param writes that reached the devices
   * @param faults that began, by kind
   * @param notPlayed faults that this machine cannot play, by kind
   * @param exemptSeconds how long a lie of the grid meter suspended the limits, by kind
   * @param modeSeconds how long each mode was kept
   * @param meterAlarms number of alarms about the grid meter, by their text
   */
  public record Counts(
      Map<Device, Long> writes,
      Map<FaultKind, Integer> faults,
      Map<FaultKind, Integer> notPlayed,
      Map<FaultKind, Long> exemptSeconds,
      Map<String, Long> modeSeconds,
      Map<String, Long> meterAlarms) {}

  /**
   * @param mode of the controller then
   * @param faults that were active then, or within ten minutes before
   * @param lead the seconds before, one line each
   */
  public record Found(
      Violation violation, String mode, List<FaultKind> faults, List<String> lead) {}

  /**
   * Claims of the texts for people.
   *
   * @param claims number of judged claims by key
   * @param contradictions of the recorder, one line each
   */
  public record Sentences(Map<String, Integer> claims, List<String> contradictions) {}

  /** Whether the envelope was kept to the end, and the history with it. */
  public boolean kept() {
    return failures().isEmpty();
  }

  /** What failed, each once, when it was first seen. */
  public List<Failure> failures() {
    Map<String, Failure> first = new LinkedHashMap<>();
    for (Found one : found) {
      Failure failure = Failure.of(one.violation());
      first.putIfAbsent(failure.what(), failure);
    }
    bug.ifPresent(it -> first.put("bug", new Failure(it.getClass().getName(), length)));
    if (lost > 0) {
      first.put("lost", new Failure("slots of history lost", length));
    }
    return List.copyOf(first.values());
  }

  /**
   * A failure.
   *
   * @param what the rule and the device, or the error
   * @param at when it occurred, since the start
   */
  public record Failure(String what, Duration at) {
    private static Failure of(Violation violation) {
      return new Failure(
          violation.rule() + " " + violation.device(),
          Duration.ofSeconds((long) Math.ceil(violation.second())));
    }
  }
}
