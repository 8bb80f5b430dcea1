package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics of one device: each signal that is read, then what it is set to and what hosts may
 * request.
 *
 * @param readings signals first
 * @param alive whether at least one signal has a value
 */
record DeviceMetrics(List<MetricReading> readings, boolean alive) {

  static final String SETPOINT = "Setpoint/";

  private static final MetricDefinition REASON = MetricDefinition.text("Setpoint/Reason");

  /** Of every device that is read, in the configuration's order, by its id. */
  static Map<String, DeviceMetrics> of(CycleOutcome outcome) {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (DeviceConfig device : outcome.site().devices()) {
      samples.put(device.id(), new ArrayList<>());
    }
    for (Sample sample : outcome.report().snapshot().all()) {
      samples.computeIfAbsent(sample.signal().deviceId(), _ -> new ArrayList<>()).add(sample);
    }
    Map<String, DeviceMetrics> metrics = new LinkedHashMap<>();
    for (DeviceConfig device : outcome.site().devices()) {
      List<Sample> own = samples.getOrDefault(device.id(), List.of());
      if (!own.isEmpty()) {
        List<MetricReading> readings = new ArrayList<>();
        own.forEach(sample -> readings.add(reading(sample)));
        readings.addAll(NodeMetrics.ofDevice(outcome, device.id()));
        readings.addAll(outputs(outcome, device));
        readings.addAll(CommandMetrics.of(outcome, device.id()));
        metrics.put(
            device.id(),
            new DeviceMetrics(readings, own.stream().anyMatch(Sample.Good.class::isInstance)));
      }
    }
    return metrics;
  }

  private static MetricReading reading(Sample sample) {
    MetricDefinition definition =
        MetricDefinition.number(
            sample.signal().quantity().wireName(), unit(sample.signal().quantity().unit()));
    Instant at = sample.at().instant();
    return switch (sample) {
      case Sample.Good good -> MetricReading.of(definition, good.value(), at);
      case Sample.Missing missing ->
          MetricReading.missing(definition, quality(missing.reason()), at);
    };
  }

  private static MetricQuality quality(Fault fault) {
    return switch (fault.kind()) {
      case STALE, UNREACHABLE, TIMEOUT, NEVER_READ, OFF -> MetricQuality.STALE;
      default -> MetricQuality.BAD;
    };
  }

  private static String unit(String unit) {
    return unit.equals("1") ? "" : unit;
  }

  /** Setpoints that the gate approved in this cycle. */
  private static List<MetricReading> outputs(CycleOutcome outcome, DeviceConfig device) {
    if (outcome.site().control().monitorOnly()) {
      return List.of();
    }
    Instant at = outcome.report().snapshot().at().instant();
    return OutputSpecs.of(device)
        .map(
            output -> {
              MetricDefinition definition = setpoint(output.signal());
              return outputs(
                  CommandMetrics.commanding(definition, outcome.site(), device.id()),
                  approved(outcome, output.signal()),
                  at);
            })
        .orElse(List.of());
  }

  private static MetricDefinition setpoint(Signal output) {
    return MetricDefinition.number(
        SETPOINT + output.quantity().wireName(), unit(output.quantity().unit()));
  }

  private static List<MetricReading> outputs(
      MetricDefinition definition, Optional<ApprovedSetpoint> approved, Instant at) {
    return approved
        .map(
            setpoint ->
                List.of(
                    MetricReading.of(definition, setpoint.value(), at),
                    MetricReading.of(REASON, setpoint.reason(), at)))
        .orElseGet(
            () -> List.of(MetricReading.unset(definition, at), MetricReading.unset(REASON, at)));
  }

  private static Optional<ApprovedSetpoint> approved(CycleOutcome outcome, Signal output) {
    for (Verdict verdict : outcome.report().verdicts()) {
      if (verdict instanceof Verdict.Approved approved
          && approved.setpoint().signal().equals(output)) {
        return Optional.of(approved.setpoint());
      }
    }
    return Optional.empty();
  }
}
