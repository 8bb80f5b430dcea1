package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.proposal.ProposalFacts;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.view.SiteReading;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Facts of a site that a proposal is judged on, at its making and again at its execution. They are
 * steady ones: measured powers and the plan's id change all the time and decide nothing here.
 */
final class JudgedFacts {

  private static final String UNKNOWN = "unknown";

  private JudgedFacts() {}

  /** {@code command}: its name, such as {@code charging-mode/ev1}. */
  static ProposalFacts of(SiteReading reading, String command) {
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("configuration", reading.daemon().service().configHash());
    facts.put("mode", reading.report().map(report -> report.mode().name()).orElse(UNKNOWN));
    facts.put(
        "import limit",
        reading
            .report()
            .map(report -> report.limits())
            .map(limits -> FigureWords.watts(limits.importW()) + " by " + importBy(limits))
            .orElse(UNKNOWN));
    facts.put(
        "export limit",
        reading
            .report()
            .map(report -> report.limits())
            .map(limits -> FigureWords.watts(limits.exportW()) + " by " + exportBy(limits))
            .orElse(UNKNOWN));
    facts.put("commands of this kind", voices(reading, command));
    String device = device(command);
    if (!device.isEmpty()) {
      facts.put("device " + shortened(device), fault(reading, device));
    }
    return new ProposalFacts(facts);
  }

  private static String importBy(GridLimits limits) {
    return JsonWriter.word(limits.importWhy());
  }

  private static String exportBy(GridLimits limits) {
    return JsonWriter.word(limits.exportWhy());
  }

  private static String voices(SiteReading reading, String command) {
    return reading.commands().of(command).stream()
        .map(JudgedFacts::voice)
        .sorted()
        .collect(Collectors.joining("; "));
  }

  private static String voice(ActiveCommand one) {
    return "%s %s until %s"
        .formatted(
            FigureWords.quoted(one.sender()),
            one.command().value(),
            one.until().map(Object::toString).orElse("no end"));
  }

  private static String device(String command) {
    String[] words = command.split("/", 3);
    return words.length > 1 ? words[1] : "";
  }

  private static String shortened(String device) {
    return device.length() <= 40 ? device : device.substring(0, 40);
  }

  private static String fault(SiteReading reading, String device) {
    return reading.devices().stream()
        .filter(one -> one.id().equals(device))
        .map(one -> one.fault().isEmpty() ? "read" : "not read")
        .findFirst()
        .orElse(UNKNOWN);
  }
}
