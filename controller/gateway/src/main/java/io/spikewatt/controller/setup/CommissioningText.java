package io.spikewatt.controller.setup;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.commandline.CliCommand;
import io.spikewatt.controller.commission.CommissioningResult;
import io.spikewatt.controller.commission.CommissioningResult.FallBack;
import io.spikewatt.controller.commission.CommissioningResult.Sign;
import io.spikewatt.controller.commission.StepResponse;
import io.spikewatt.controller.json.JsonWriter;
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
      CommissioningResult result,
      DeviceConfig device,
      Optional<DeviceConfig> meter,
      PrintStream out,
      boolean json) {
    if (json) {
      CliCommand.json(out, root -> write(result, root));
    } else {
      text(result, device, meter, out);
    }
  }

  private static void text(
      CommissioningResult result,
      DeviceConfig device,
      Optional<DeviceConfig> meter,
      PrintStream out) {
    DeviceProfile profile = device.profile();
    out.printf("%s%n", result.output());
    out.printf("%12s %12s %12s %12s%n", "setpoint W", "reached W", "dead time s", "settling s");
    for (StepResponse step : result.steps()) {
      out.printf(
          "%12.0f %12.0f %12s %12s%n",
          step.setpointW(), step.reachedW(), seconds(step.deadTimeS()), seconds(step.settlingS()));
    }
    out.println(
        "sign of its power: "
            + sign(
                result.sign(), device.invert() ? without(device) : "set factor -1 in its profile"));
    out.println(
        "sign of the grid meter: "
            + sign(
                result.gridSign(),
                meter
                    .filter(DeviceConfig::invert)
                    .map(CommissioningText::without)
                    .orElse("set invert: true for the meter")));
    out.println(fallBack(result.fallBack()));
    if (!result.follows()) {
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
        seconds(result.deadTimeS()), seconds(result.settlingS()));
    result
        .fallBackS()
        .ifPresent(s -> out.printf("# heartbeat timeout-s or output timeout-s: at most %.0f%n", s));
  }

  static String fallBack(FallBack fallBack) {
    return switch (fallBack) {
      case FallBack.Left left ->
          "left its setpoint %.0f s after the last write".formatted(left.seconds());
      case FallBack.Held held ->
          "did NOT leave its setpoint within %d s without a write"
              .formatted(held.watched().toSeconds());
      case FallBack.Unseen unseen ->
          "whether it leaves its setpoint was not seen: its power stayed at %.0f W"
              .formatted(unseen.heldW());
    };
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

  private static void write(CommissioningResult result, JsonWriter root) {
    root.put("device", result.output().deviceId())
        .put("signal", result.output().quantity().wireName())
        .put("follows", result.follows())
        .put("sign", JsonWriter.word(result.sign()))
        .put("gridMeterSign", JsonWriter.word(result.gridSign()));
    root.put("deadTimeS", result.deadTimeS());
    root.put("settlingS", result.settlingS());
    root.put("fallBackS", result.fallBackS());
    switch (result.fallBack()) {
      case FallBack.Left _ -> root.put("fallBack", "left");
      case FallBack.Held held ->
          root.put("fallBack", "held").put("watchedS", held.watched().toSeconds());
      case FallBack.Unseen _ -> root.put("fallBack", "unseen");
    }
    root.each(
        "steps",
        result.steps(),
        (writer, step) -> {
          writer
              .put("setpointW", step.setpointW())
              .put("fromW", step.fromW())
              .put("reachedW", step.reachedW());
          writer.put("deadTimeS", step.deadTimeS());
          writer.put("settlingS", step.settlingS());
        });
  }
}
