package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.controller.status.SiteStatus.DeviceAge;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.guard.Verdict;
import java.util.List;
import java.util.Optional;

/** Tells of each device whether it answers, and its setpoint beside its power. */
record DevicesTool(SiteFacts facts) {

  private static final int MOST_DEVICES = 40;

  Tool tool() {
    return new Tool(
        "devices",
        "Devices",
        "Each device: whether it answers, the age of its readings, its setpoint in force beside its"
            + " measured power, and its alarms.",
        true,
        List.of(
            new ToolArgument(
                "id", new ArgumentKind.Text(64), false, "One device, such as battery1.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    SiteReading reading = facts.reading();
    FigureWords figures = new FigureWords(reading);
    Optional<String> id = arguments.text("id");
    List<DeviceAge> devices =
        reading.devices().stream()
            .filter(device -> id.isEmpty() || id.get().equals(device.id()))
            .limit(MOST_DEVICES)
            .toList();
    if (devices.isEmpty() && id.isPresent()) {
      return new ToolResult.Refusal(
          "id", "a device of the site that is read", FigureWords.quoted(id.get()));
    }
    AnswerText answer = new AnswerText();
    reading.report().ifPresent(report -> answer.say("Mode: " + report.mode().name()));
    List<AlarmsTool.Present> alarms = AlarmsTool.present(facts, reading);
    for (DeviceAge device : devices) {
      answer.say(state(device, reading));
      reading
          .report()
          .ifPresent(
              report -> {
                report.verdicts().stream()
                    .filter(verdict -> SetpointWords.device(verdict).equals(device.id()))
                    .forEach(verdict -> answer.say(SetpointWords.sentence(verdict, report)));
                PointWords words = new PointWords(figures);
                points(device.id(), reading)
                    .forEach(point -> answer.say(words.sentence(point, report)));
              });
      alarms.stream()
          .filter(alarm -> isOf(alarm, device.id()))
          .forEach(alarm -> answer.say(alarm.sentence(figures)));
    }
    return answer.with(
        body -> body.each("devices", devices, (item, device) -> write(item, device, reading)));
  }

  /** Codes end with the device they are about. */
  private static boolean isOf(AlarmsTool.Present alarm, String id) {
    return alarm.code().endsWith("/" + id);
  }

  private static List<SitePoint> points(String id, SiteReading reading) {
    return SitePoints.of(reading.site()).stream()
        .filter(point -> point.id().words().equals(id))
        .toList();
  }

  private static String state(DeviceAge device, SiteReading reading) {
    String age =
        device
            .lastGood()
            .map(
                at ->
                    "its newest good reading is %d s old"
                        .formatted(reading.now().millisSince(at) / 1000))
            .orElse("no good reading since the start");
    return device
        .fault()
        .map(
            fault ->
                "%s: a value is missing (%s); %s"
                    .formatted(device.id(), FigureWords.quoted(fault), age))
        .orElse("%s: answers, no value is missing; %s".formatted(device.id(), age));
  }

  private static void write(JsonWriter item, DeviceAge device, SiteReading reading) {
    item.put("id", device.id());
    device.lastGood().ifPresent(at -> item.put("age_s", reading.now().millisSince(at) / 1000));
    device.fault().ifPresent(fault -> item.put("fault", FigureWords.quoted(fault)));
    reading
        .report()
        .ifPresent(
            report ->
                report.verdicts().stream()
                    .filter(verdict -> SetpointWords.device(verdict).equals(device.id()))
                    .forEach(verdict -> setpoint(item, verdict)));
    PointWords words = new PointWords(new FigureWords(reading));
    reading.report().ifPresent(report -> words.write(item, points(device.id(), reading), report));
  }

  private static void setpoint(JsonWriter item, Verdict verdict) {
    if (verdict instanceof Verdict.Approved approved) {
      item.exact(
          "setpoint_" + approved.setpoint().signal().quantity().wireName(),
          approved.setpoint().value());
    }
  }
}
