package io.spikewatt.controller.cli;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.commission.CommissioningResult;
import io.spikewatt.controller.commission.CommissioningResult.Sign;
import io.spikewatt.controller.commission.StepResponse;
import io.spikewatt.controller.report.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Commissioning result as text for people or as JSON. */
final class CommissioningText {

  private CommissioningText() {}

  /**
   * @param device the device under test
   * @param meter the grid meter, if the site has one
   */
  static void print(
      CommissioningResult commissioningResult,
      DeviceConfig device,
      Optional<DeviceConfig> meter,
      PrintStream out,
      boolean json) {
    if (json) {
      CliCommand.json(out, root -> write(commissioningResult, root));
    } else {
      text(commissioningResult, device, meter, out);
    }
  }

  private static void text(
      CommissioningResult commissioningResult,
      DeviceConfig device,
      Optional<DeviceConfig> meter,
      PrintStream out) {
    DeviceProfile profile = device.profile();
    out.printf("%s%n", commissioningResult.output());
    out.printf("%12s %12s %12s %12s%n", "setpoint W", "reached W", "dead time s", "settling s");
    for (StepResponse step : commissioningResult.steps()) {
      out.printf(
          "%12.0f %12.0f %12s %12s%n",
          step.setpointW(), step.reachedW(), seconds(step.deadTimeS()), seconds(step.settlingS()));
    }
    out.println(
        "sign of its power: "
            + sign(
                commissioningResult.sign(),
                device.invert() ? without(device) : "set factor -1 in its profile"));
    out.println(
        "sign of the grid meter: "
            + sign(
                commissioningResult.gridSign(),
                meter
                    .filter(DeviceConfig::invert)
                    .map(CommissioningText::without)
                    .orElse("set invert: true for the meter")));
    out.println(
        commissioningResult.fallBackS().isPresent()
            ? "left its setpoint %.0f s after the last write"
                .formatted(commissioningResult.fallBackS().getAsDouble())
            : "did NOT leave its setpoint within %d s without a write"
                .formatted(commissioningResult.watched().toSeconds()));
    if (!commissioningResult.follows()) {
      out.println("it does NOT follow its setpoint");
      return;
    }
    out.println();
    out.printf(
        "# for a profile of your own; %s says dead-time-s: %s, settling-s: %s%n",
        profile.id(),
        profile.response().deadTime().toMillis() / 1000.0,
        profile.response().settling().toMillis() / 1000.0);
    out.printf(
        "response: { dead-time-s: %s, settling-s: %s }%n",
        seconds(commissioningResult.deadTimeS()), seconds(commissioningResult.settlingS()));
    commissioningResult
        .fallBackS()
        .ifPresent(s -> out.printf("# heartbeat timeout-s or output timeout-s: at most %.0f%n", s));
  }

  private static String without(DeviceConfig inverted) {
    return "remove invert: true from " + inverted.id();
  }

  private static String sign(Sign sign, String cure) {
    return switch (sign) {
      case RIGHT -> "right";
      case FLIPPED -> "WRONG: " + cure;
      case UNKNOWN -> "could not be determined";
    };
  }

  private static String seconds(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
  }

  private static void write(CommissioningResult commissioningResult, JsonWriter root)
      throws IOException {
    root.put("device", commissioningResult.output().deviceId())
        .put("signal", commissioningResult.output().quantity().wireName())
        .put("follows", commissioningResult.follows())
        .put("sign", name(commissioningResult.sign()))
        .put("gridMeterSign", name(commissioningResult.gridSign()));
    put(root, "deadTimeS", commissioningResult.deadTimeS());
    put(root, "settlingS", commissioningResult.settlingS());
    put(root, "fallBackS", commissioningResult.fallBackS());
    root.each(
        "steps",
        commissioningResult.steps(),
        (jsonWriter, step) -> {
          jsonWriter
              .put("setpointW", step.setpointW())
              .put("fromW", step.fromW())
              .put("reachedW", step.reachedW());
          put(jsonWriter, "deadTimeS", step.deadTimeS());
          put(jsonWriter, "settlingS", step.settlingS());
        });
  }

  private static void put(JsonWriter jsonWriter, String name, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      jsonWriter.put(name, value.getAsDouble());
    }
  }

  private static String name(Sign sign) {
    return sign.name().toLowerCase(Locale.ROOT);
  }
}
