package io.spikewatt.controller.assist;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.load.Problem;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells findings of the check of the file on the disk, or values in force. */
record ConfigurationTool(SiteFacts facts) {

  /** Places whose content may be shown: those that {@link ConfiguredValues} has. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(grid|tariff|control)([.\\[].*)?"
              + "|devices\\[[0-9]+\\]\\.(pv|wind|battery|ev-charger|compute|heat-pump|limit-contact"
              + "|shed-relay|genset|grid-meter|load)([.\\[].*)?");

  private static final int MOST_FINDINGS = 20;
  private static final int MOST_VALUES = 80;

  Tool tool() {
    return new Tool(
        "configuration",
        "Configuration",
        "Problems and warnings of the configuration file on the disk, by line; with a key the values in"
            + " force of that section: grid, tariff, control, or devices.ID.",
        true,
        List.of(
            new ToolArgument(
                "key",
                new ArgumentKind.Text(80),
                false,
                "Section or key, such as tariff, devices.battery1 or control.reserve-soc-pct.")),
        (arguments, _) -> answer(arguments));
  }

  private ToolResult answer(ToolArguments arguments) {
    Optional<String> key = arguments.text("key");
    return key.isPresent() ? values(key.get()) : findings();
  }

  private ToolResult findings() {
    AnswerText answer = new AnswerText();
    boolean failed = false;
    List<Problem> problems;
    switch (facts.file()) {
      case LoadedSite.Failed broken -> {
        failed = true;
        problems = broken.problems();
        answer.say(
            "The file on the disk has %d problems and is not loaded; the configuration from before is"
                    .formatted(problems.size())
                + " still in force");
      }
      case LoadedSite.Ok sound -> {
        problems = sound.warnings();
        answer.say(
            problems.isEmpty()
                ? "The file on the disk has no problems and no warnings"
                : "The file on the disk can be loaded; it has %d warnings"
                    .formatted(problems.size()));
      }
    }
    List<Problem> told = problems.stream().limit(MOST_FINDINGS).toList();
    told.forEach(problem -> answer.say(sentence(problem)));
    if (told.size() < problems.size()) {
      answer.say((problems.size() - told.size()) + " more follow");
    }
    boolean unsound = failed;
    return answer.with(
        body -> {
          body.put("loadable", !unsound)
              .put("count", problems.size())
              .each("findings", told, ConfigurationTool::write);
        });
  }

  private static String sentence(Problem problem) {
    return "Line %d, %s: expected %s, found %s"
        .formatted(
            problem.line(),
            FigureWords.quoted(problem.path()),
            FigureWords.quoted(problem.expected()),
            found(problem));
  }

  /** Content of sections without secrets, addresses and coordinates; of others that it is there. */
  private static String found(Problem problem) {
    return HARMLESS.matcher(problem.path()).matches()
        ? FigureWords.quoted(problem.found())
        : "something else, which is not shown";
  }

  private static void write(JsonWriter item, Problem problem) {
    item.put("line", problem.line())
        .put("path", FigureWords.quoted(problem.path()))
        .put("expected", FigureWords.quoted(problem.expected()))
        .put("found", found(problem));
  }

  private ToolResult values(String key) {
    Site site = facts.reading().site();
    Map<String, String> found = new LinkedHashMap<>();
    ConfiguredValues.of(site)
        .forEach(
            (name, value) -> {
              boolean inside = name.equals(key) || name.startsWith(key + ".");
              if (inside && found.size() < MOST_VALUES) {
                found.put(name, value);
              }
            });
    if (found.isEmpty()) {
      return new ToolResult.Refusal(
          "key", "grid, tariff, control or devices.ID, or a key of them", FigureWords.quoted(key));
    }
    AnswerText answer = new AnswerText();
    found.forEach((name, value) -> answer.say(name + " is " + value));
    if (key.equals("tariff") && site.tariff().demandPerKw() == 0) {
      answer.say("There is no demand charge: the month's peak of import costs nothing");
    }
    if (key.startsWith("devices.")) {
      answer.say(
          "The reserve that is kept in the batteries is configured as control.reserve-soc-pct: "
              + FigureWords.percent(site.control().reserveSocPct(), 0));
    }
    return answer.with(body -> body.in("values", all -> found.forEach(all::put)));
  }
}
