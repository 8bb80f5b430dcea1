package io.spikewatt.controller.command;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the job of a compute cluster: {@code {"energyWh", "by", "maxW"}}. */
record JobReader(String device, Role.Compute role, Instant now) {

  private static final double MOST_WH = 1e9;

  SiteCommand.ComputeJob read(Map<?, ?> fields) throws Malformed {
    OptionalDouble energyWh = OptionalDouble.empty();
    Optional<Instant> by = Optional.empty();
    OptionalDouble maxW = OptionalDouble.empty();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      switch (String.valueOf(field.getKey())) {
        case "energyWh" ->
            energyWh = OptionalDouble.of(new NumberRange(0, MOST_WH, "Wh").parse(field.getValue()));
        case "by" -> by = Optional.of(CommandMessage.time("by", field.getValue()));
        case "maxW" ->
            maxW = OptionalDouble.of(new NumberRange(0, role.maxW(), "W").parse(field.getValue()));
        default -> throw Malformed.unknown(field.getKey(), List.of("energyWh", "by", "maxW"));
      }
    }
    if (energyWh.isEmpty()) {
      throw new Malformed("\"energyWh\" is missing");
    }
    if (energyWh.getAsDouble() == 0) {
      return new SiteCommand.ComputeJob(device, 0, now, OptionalDouble.empty());
    }
    if (by.isEmpty()) {
      throw new Malformed("\"by\" is missing: when is it due?");
    }
    judge(by.get(), maxW.orElse(role.maxW()));
    return new SiteCommand.ComputeJob(device, energyWh.getAsDouble(), by.get(), maxW);
  }

  private void judge(Instant by, double maxW) throws Malformed {
    CommandShape.within("by", by, now);
    if (!(maxW > role.minW())) {
      throw new Malformed(
          "%s draws %s W always: with no more than %s W nothing is left for a job"
              .formatted(device, role.minW(), maxW));
    }
  }
}
