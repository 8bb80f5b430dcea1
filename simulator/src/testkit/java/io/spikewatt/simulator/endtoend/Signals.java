package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What tests ask of one control cycle. */
final class Signals {

  /** What a charger cannot know without a car. */
  private static final Set<Quantity> OF_THE_CAR =
      Set.of(
          Quantity.SOC_PCT, Quantity.SOC_TARGET_PCT, Quantity.DEPARTURE_IN_S, Quantity.CAPACITY_WH);

  private Signals() {}

  /** Samples that are missing and should not be. */
  static List<Sample> missing(CycleReport report) {
    List<Sample> missing = new ArrayList<>();
    for (Sample sample : report.snapshot().all()) {
      if (sample instanceof Sample.Missing && !absent(report, sample)) {
        missing.add(sample);
      }
    }
    return missing;
  }

  /** Whether the device has nothing to measure there: no car, or a dead line. */
  static boolean absent(CycleReport report, Sample sample) {
    Quantity quantity = sample.signal().quantity();
    return switch (sample.signal().deviceId()) {
      case "ev1" ->
          OF_THE_CAR.contains(quantity)
              && report.snapshot().value("ev1", Quantity.CONNECTED).equals(OptionalDouble.of(0));
      // A dead line has no frequency; the meter's 0 Hz is refused as implausible.
      case "meter1" ->
          quantity == Quantity.FREQUENCY_HZ
              && report.snapshot().value("meter1", Quantity.VOLTAGE_L1_V).orElse(230) < 1;
      default -> false;
    };
  }

  /** Whether a device is off, which is normal: nothing of it is good, and all say so. */
  static boolean off(CycleReport report, String device) {
    return report.snapshot().all().stream()
        .filter(sample -> sample.signal().deviceId().equals(device))
        .allMatch(s -> s instanceof Sample.Missing m && m.reason().kind() == Fault.Kind.OFF);
  }

  /** Whether no sample of these devices is good, counters apart, which stand for three turns. */
  static boolean allMissing(CycleReport report, Set<String> devices) {
    return report.snapshot().all().stream()
        .filter(sample -> devices.contains(sample.signal().deviceId()))
        .filter(sample -> turn(sample).isZero())
        .allMatch(Sample.Missing.class::isInstance);
  }

  /** All of these devices' samples are missing and say why. */
  static void assertMissingWithReason(CycleReport report, Set<String> devices) {
    for (Sample sample : report.snapshot().all()) {
      if (devices.contains(sample.signal().deviceId()) && !stands(report, sample)) {
        Sample.Missing missing = assertInstanceOf(Sample.Missing.class, sample);
        assertNotEquals(Fault.Kind.NEVER_READ, missing.reason().kind());
        assertTrue(
            missing.reason().kind() == Fault.Kind.STALE || !missing.reason().detail().isEmpty(),
            missing::toString);
      }
    }
  }

  /** Whether a counter that was read a while ago is still told, with its age. */
  private static boolean stands(CycleReport report, Sample sample) {
    return sample instanceof Sample.Good
        && !turn(sample).isZero()
        && report.snapshot().at().since(sample.at()).compareTo(turn(sample).multipliedBy(3)) <= 0;
  }

  /** How often a value is read: in every cycle, but counters of the meter every 30 s. */
  static Duration turn(Sample sample) {
    return sample.signal().quantity().unit().equals("Wh") ? Duration.ofSeconds(30) : Duration.ZERO;
  }

  static boolean alarmed(CycleReport report, String code) {
    return report.dispatch().alarms().stream().anyMatch(alarm -> alarm.code().equals(code));
  }
}
