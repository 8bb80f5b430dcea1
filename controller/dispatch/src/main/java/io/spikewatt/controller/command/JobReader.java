package io.spikewatt.controller.command;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Reads the job of a compute cluster: {@code {"energyWh", "by", "maxW"}}. */
record JobReader(String device, Role.Compute role, Instant now) {

  private static final double MOST_WH = 1e9;

  SiteCommand.ComputeJob read(Map<?, ?> fields) throws Malformed {
    CommandShape.requireKnown(fields, List.of("energyWh", "by", "maxW"));
    if (!fields.containsKey("energyWh")) {
      throw new Malformed("\"energyWh\" is missing");
    }
    double energyWh = new NumberRange(0, MOST_WH, "Wh").parse(fields.get("energyWh"));
    OptionalDouble maxW = OptionalDouble.empty();
    if (fields.containsKey("maxW")) {
      maxW = OptionalDouble.of(new NumberRange(0, role.maxW(), "W").parse(fields.get("maxW")));
    }
    if (energyWh == 0) {
      return new SiteCommand.ComputeJob(device, 0, now, OptionalDouble.empty());
    }
    if (!fields.containsKey("by")) {
      throw new Malformed("\"by\" is missing: when is it due?");
    }
    Instant by = CommandMessage.time("by", fields.get("by"));
    judge(by, maxW.orElse(role.maxW()));
    return new SiteCommand.ComputeJob(device, energyWh, by, maxW);
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
