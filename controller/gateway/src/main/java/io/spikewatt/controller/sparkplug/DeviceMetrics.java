package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.command.CommandEffects.RequestedTrip;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.setpoint.DeviceRequest;
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
  static final MetricDefinition BUDGET =
      MetricDefinition.number("Control/Budget W", "W").commanded();
  static final MetricDefinition DEPARTURE =
      new MetricDefinition("Control/Departure", MetricType.DATE_TIME, "", 0, true);
  static final MetricDefinition ENERGY =
      MetricDefinition.number("Control/Energy Wh", "Wh").commanded();

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
    CommandEffects effects = CommandEffects.of(outcome.commands());
    Map<String, DeviceMetrics> metrics = new LinkedHashMap<>();
    for (DeviceConfig device : outcome.site().devices()) {
      List<Sample> own = samples.getOrDefault(device.id(), List.of());
      if (!own.isEmpty()) {
        List<MetricReading> readings = new ArrayList<>();
        own.forEach(sample -> readings.add(reading(sample)));
        readings.addAll(outputs(outcome, device));
        readings.addAll(requests(outcome, device, effects));
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

  /** What the gate approved in this cycle. */
  private static List<MetricReading> outputs(CycleOutcome outcome, DeviceConfig device) {
    if (outcome.site().control().monitorOnly()) {
      return List.of();
    }
    Instant at = outcome.report().snapshot().at().instant();
    return OutputSpecs.of(device)
        .map(
            output -> {
              MetricDefinition definition = setpoint(output.signal());
              boolean settable =
                  SiteDevices.of(outcome.site(), device)
                      .control()
                      .filter(DeviceMetrics::takesSetpoint)
                      .isPresent();
              return outputs(
                  settable ? definition.commanded() : definition,
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

  private static boolean takesSetpoint(ControlCapability capability) {
    return switch (capability) {
      case FastRegulator _, FlexibleLoad _, CurtailableSource _, OperationModes _ -> true;
      case BackupGenerator _, GridSeparation _, SheddableLoad _ -> false;
    };
  }

  /** What hosts may request of this role beside a setpoint. */
  private static List<MetricReading> requests(
      CycleOutcome outcome, DeviceConfig device, CommandEffects effects) {
    Instant at = outcome.report().snapshot().at().instant();
    return switch (device.role()) {
      case Role.Compute _ -> {
        DeviceRequest budget = effects.computeBudgetsW().get(device.id());
        yield List.of(
            budget == null
                ? MetricReading.unset(BUDGET, at)
                : MetricReading.of(BUDGET, budget.value(), at));
      }
      case Role.EvCharger _ -> trip(device.id(), effects, at);
      default -> List.of();
    };
  }

  private static List<MetricReading> trip(String device, CommandEffects effects, Instant at) {
    Optional<EvTrip> trip =
        effects.evTrips().stream()
            .map(RequestedTrip::trip)
            .filter(one -> one.device().equals(device))
            .findFirst();
    Optional<MetricValue> departure =
        trip.flatMap(EvTrip::departure).map(time -> new MetricValue.Whole64(time.toEpochMilli()));
    Optional<MetricValue> energy =
        trip.filter(one -> one.energyWh().isPresent())
            .map(one -> new MetricValue.Real(one.energyWh().getAsDouble()));
    return List.of(
        new MetricReading(DEPARTURE, departure, MetricQuality.GOOD, at),
        new MetricReading(ENERGY, energy, MetricQuality.GOOD, at));
  }
}
