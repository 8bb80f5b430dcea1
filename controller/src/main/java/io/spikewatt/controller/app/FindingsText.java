package io.spikewatt.controller.app;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.controller.commission.Findings;
import io.spikewatt.controller.commission.Findings.Sign;
import io.spikewatt.controller.commission.StepResponse;
import io.spikewatt.controller.report.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Tells what commissioning found, to people or to machines. */
final class FindingsText {

  private FindingsText() {}

  static void print(Findings findings, DeviceProfile profile, PrintStream out, boolean json) {
    if (json) {
      out.println(new String(json(findings), StandardCharsets.UTF_8));
    } else {
      text(findings, profile, out);
    }
  }

  private static void text(Findings findings, DeviceProfile profile, PrintStream out) {
    out.printf("%s%n", findings.output());
    out.printf("%12s %12s %12s %12s%n", "setpoint W", "reached W", "dead time s", "settling s");
    for (StepResponse step : findings.steps()) {
      out.printf(
          "%12.0f %12.0f %12s %12s%n",
          step.setpointW(), step.reachedW(), seconds(step.deadTimeS()), seconds(step.settlingS()));
    }
    out.println("sign of its power: " + sign(findings.sign(), "factor -1 in its profile"));
    out.println(
        "sign of the grid meter: " + sign(findings.gridSign(), "invert: true for the meter"));
    out.println(
        findings.fallBackS().isPresent()
            ? "left its setpoint %.0f s after the last write"
                .formatted(findings.fallBackS().getAsDouble())
            : "did NOT leave its setpoint while it was watched: it holds what it was told");
    if (!findings.follows()) {
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
        seconds(findings.deadTimeS()), seconds(findings.settlingS()));
    findings
        .fallBackS()
        .ifPresent(s -> out.printf("# heartbeat timeout-s or output timeout-s: at most %.0f%n", s));
  }

  private static String sign(Sign sign, String cure) {
    return switch (sign) {
      case RIGHT -> "right";
      case FLIPPED -> "WRONG: set " + cure;
      case UNKNOWN -> "could not be told";
    };
  }

  private static String seconds(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
  }

  private static byte[] json(Findings findings) {
    return Json.object(
        root -> {
          root.put("device", findings.output().deviceId())
              .put("signal", findings.output().quantity().wireName())
              .put("follows", findings.follows())
              .put("sign", name(findings.sign()))
              .put("gridMeterSign", name(findings.gridSign()));
          put(root, "deadTimeS", findings.deadTimeS());
          put(root, "settlingS", findings.settlingS());
          put(root, "fallBackS", findings.fallBackS());
          root.each(
              "steps",
              findings.steps(),
              (json, step) -> {
                json.put("setpointW", step.setpointW())
                    .put("fromW", step.fromW())
                    .put("reachedW", step.reachedW());
                put(json, "deadTimeS", step.deadTimeS());
                put(json, "settlingS", step.settlingS());
              });
        });
  }

  private static void put(Json json, String name, OptionalDouble value) throws java.io.IOException {
    if (value.isPresent()) {
      json.put(name, value.getAsDouble());
    }
  }

  private static String name(Sign sign) {
    return sign.name().toLowerCase(Locale.ROOT);
  }
}
