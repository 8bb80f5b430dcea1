package io.spikewatt.controller.report;

import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.setpoint.Action;
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

/** Explains the value of each output. {@link SiteSentence} covers the whole site. */
public final class ExplanationText {

  /** Choices of somebody outside, which end. */
  private static final Set<Reason> REQUESTS =
      Set.of(Reason.REMOTE_REQUEST, Reason.CHARGE_NOW, Reason.CHARGING_OFF);

  /** Choices that follow the net load. */
  private static final Set<Reason> FOLLOWS =
      Set.of(
          Reason.SELF_CONSUMPTION,
          Reason.STORE_AND_COVER,
          Reason.STORE_AND_KEEP,
          Reason.SELL_SURPLUS_AND_COVER);

  /** Flow at the grid connection that contradicts such a choice, W. */
  private static final double AGAINST_W = 300;

  private ExplanationText() {}

  /** Why an output has its value: the choice, then the bound that decided. */
  public static Phrase reason(Explanation explanation) {
    Phrase chosen = choice(explanation);
    return explanation
        .bound()
        .filter(bound -> bound.reason() != explanation.choice())
        .map(bound -> say("setpoint.bound", Map.of("reason", chosen, "bound", bound(bound))))
        .orElse(chosen);
  }

  /** The same for a setpoint, whose device may be left to itself. */
  public static Phrase reason(ExplainedSetpoint setpoint) {
    Phrase reason = reason(setpoint.explanation());
    return setpoint.purpose() == Purpose.OWN_MODE
        ? say("setpoint.own-mode", Map.of("reason", reason))
        : reason;
  }

  /**
   * The bound that decided the batteries' power; empty if the choice did. A device's own limit
   * decides nothing where the choice is full power. Import during a choice to store, export during
   * one to cover, or a power that the choice would never set shows that it is still changing.
   */
  static Optional<Bound> decidingBound(Explanation battery, Estimate grid) {
    Reason choice = battery.choice();
    boolean takesAll = choice == Reason.CHARGE_FROM_GRID || choice == Reason.DISCHARGE_TO_GRID;
    Optional<Bound> bound =
        battery
            .bound()
            .filter(it -> it.reason() != choice)
            .filter(it -> it.reason() != Reason.DEVICE_LIMIT || !takesAll);
    double againstW =
        grid instanceof Estimate.Known known ? -Math.signum(battery.value()) * known.value() : 0;
    boolean onItsWay =
        (againstW > AGAINST_W && FOLLOWS.contains(choice))
            || (battery.action() != Action.REST && !agrees(battery.action(), choice));
    return bound.isEmpty() && onItsWay
        ? Optional.of(Bound.atMost(Reason.RAMP, battery.value()))
        : bound;
  }

  /** True if a choice alone can lead to an action of a battery. */
  static boolean agrees(Action action, Reason choice) {
    return switch (choice) {
      case SELF_CONSUMPTION, STORE_AND_COVER ->
          action == Action.CHARGE || action == Action.DISCHARGE;
      case STORE_AND_KEEP, CHARGE_FROM_GRID -> action == Action.CHARGE;
      case SELL_SURPLUS_AND_COVER, DISCHARGE_TO_GRID -> action == Action.DISCHARGE;
      case SELL_SURPLUS_AND_KEEP -> action == Action.REST;
      default -> true;
    };
  }

  /** The bound that decided an output's value; empty if none did. */
  static List<String> limitedBy(Explanation explanation) {
    return explanation.bound().stream().map(ExplanationText::bound).map(Phrase::english).toList();
  }

  /** That the write budget held a write back; empty if it did not. */
  static Optional<String> spared(WriteReceipt receipt) {
    return receipt instanceof WriteReceipt.Refused refused
            && refused.reason().kind() == Fault.Kind.WEAR
        ? Optional.of(words(Reason.WRITE_BUDGET).english())
        : Optional.empty();
  }

  private static Phrase choice(Explanation explanation) {
    Phrase text = words(explanation.choice());
    Phrase priced =
        explanation.prices().map(weighed -> priced(text, weighed.prices())).orElse(text);
    return explanation
        .until()
        .filter(_ -> REQUESTS.contains(explanation.choice()))
        .map(end -> say("setpoint.until", Map.of("reason", priced, "time", end)))
        .orElse(priced);
  }

  private static Phrase priced(Phrase reason, EnergyPrices prices) {
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

  private static FormattedNumber price(double perKwh) {
    return new FormattedNumber("%.3f", perKwh);
  }

  private static Phrase bound(Bound bound) {
    return switch (bound.reason()) {
      case PEAK ->
          say("limited-by.peak", Map.of("power", FormattedNumber.power(bound.gridW().orElse(0))));
      case NEGATIVE_PRICE, NEGATIVE_IMPORT_PRICE ->
          say(Phrase.key("limited-by", bound.reason()), SentenceWording.values(bound));
      case IMPORT_LIMIT, EXPORT_LIMIT ->
          say(
              "limited-by.limit",
              Map.of("limit", words(bound.reason()), "by", SentenceWording.by(bound)));
      default -> words(bound.reason());
    };
  }

  private static Phrase words(Reason reason) {
    return Phrase.of("reason", reason);
  }

  private static Phrase say(String key, Map<String, ?> values) {
    return new Phrase(key, values);
  }
}
