package io.spikewatt.controller.report;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why each output has its value, in English. {@link SiteSentence} covers the whole site. */
public final class ExplanationText {

  /** Choices of somebody outside, which end. */
  private static final Set<Reason> REQUESTS = Set.of(Reason.REMOTE_REQUEST, Reason.CHARGE_NOW);

  private ExplanationText() {}

  /** Why an output has its value: the choice, then the bound that decided. */
  public static String reason(Explanation explanation) {
    String chosen = choice(explanation);
    return explanation
        .bound()
        .filter(bound -> bound.reason() != explanation.choice())
        .map(bound -> say("setpoint.bound", Map.of("reason", chosen, "bound", bound(bound))))
        .orElse(chosen);
  }

  /** The same for a setpoint, whose device may be left to itself. */
  public static String reason(ExplainedSetpoint setpoint) {
    String reason = reason(setpoint.explanation());
    return setpoint.purpose() == Purpose.OWN_MODE
        ? say("setpoint.own-mode", Map.of("reason", reason))
        : reason;
  }

  /** The bound that decided an output's value; empty if none did. */
  static List<String> limitedBy(Explanation explanation) {
    return explanation.bound().stream().map(ExplanationText::bound).toList();
  }

  /** That the write budget held a write back; empty if it did not. */
  static Optional<String> spared(WriteReceipt receipt) {
    return receipt instanceof WriteReceipt.Refused refused
            && refused.reason().kind() == Fault.Kind.WEAR
        ? Optional.of(words(Reason.WRITE_BUDGET))
        : Optional.empty();
  }

  private static String choice(Explanation explanation) {
    String text = words(explanation.choice());
    String priced = explanation.prices().map(prices -> priced(text, prices)).orElse(text);
    return explanation
        .until()
        .filter(_ -> REQUESTS.contains(explanation.choice()))
        .map(end -> say("setpoint.until", Map.of("reason", priced, "time", end)))
        .orElse(priced);
  }

  private static String priced(String reason, EnergyPrices prices) {
    return say(
        "setpoint.priced",
        Map.of(
            "reason",
            reason,
            "stored",
            price(prices.storedPerKwh()),
            "import",
            price(prices.importPerKwh()),
            "export",
            price(prices.exportPerKwh())));
  }

  private static String price(double perKwh) {
    return Language.ENGLISH.number("%.3f", perKwh);
  }

  private static String bound(Bound bound) {
    return switch (bound.reason()) {
      case PEAK -> {
        double gridKw = bound.gridW().orElse(0) / 1000;
        yield say("limited-by.peak", Map.of("power", Language.ENGLISH.number("%.1f kW", gridKw)));
      }
      case IMPORT_LIMIT, EXPORT_LIMIT ->
          words(bound.reason()) + SentenceWording.by(Language.ENGLISH, bound);
      default -> words(bound.reason());
    };
  }

  private static String words(Reason reason) {
    return Phrase.of("reason", reason).english();
  }

  private static String say(String key, Map<String, ?> values) {
    return new Phrase(key, values).english();
  }
}
