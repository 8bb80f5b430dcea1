package io.spikewatt.controller.report;

import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why each output has its value, in English. {@link SiteSentence} covers the whole site. */
public final class ExplanationText {

  private ExplanationText() {}

  /** Why an output has its value: the choice, then the bound that decided. */
  public static String reason(Explanation explanation) {
    String chosen = choice(explanation);
    return explanation
        .bound()
        .filter(bound -> bound.reason() != explanation.choice())
        .map(bound -> chosen + "; " + bound(bound))
        .orElse(chosen);
  }

  /** The same for a setpoint, whose device may be left to itself. */
  public static String reason(ExplainedSetpoint setpoint) {
    String reason = reason(setpoint.explanation());
    return setpoint.purpose() == Purpose.OWN_MODE
        ? reason + "; the device regulates by its own meter"
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
    String priced = explanation.prices().map(prices -> text + " " + prices(prices)).orElse(text);
    return explanation.choice() == Reason.REMOTE_REQUEST
            || explanation.choice() == Reason.CHARGE_NOW
        ? explanation.until().map(end -> priced + " until " + end).orElse(priced)
        : priced;
  }

  private static String prices(EnergyPrices prices) {
    return String.format(
        Locale.ROOT,
        "(stored kWh %.3f, import %.3f, export %.3f)",
        prices.storedPerKwh(),
        prices.importPerKwh(),
        prices.exportPerKwh());
  }

  private static String bound(Bound bound) {
    return switch (bound.reason()) {
      case PEAK ->
          String.format(
              Locale.ROOT,
              "import kept below %.1f kW for the month's peak",
              bound.gridW().orElse(0) / 1000);
      case IMPORT_LIMIT, EXPORT_LIMIT ->
          words(bound.reason()) + bound.by().map(by -> " (" + lower(by) + ")").orElse("");
      default -> words(bound.reason());
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A reason alone. */
  static String words(Reason reason) {
    return switch (reason) {
      case SELF_CONSUMPTION -> "self-consumption by rule";
      case STORE_AND_COVER -> "stores surplus, covers load";
      case STORE_AND_KEEP -> "stores surplus, keeps its energy";
      case SELL_SURPLUS_AND_COVER -> "sells surplus, covers load";
      case SELL_SURPLUS_AND_KEEP -> "sells surplus, keeps its energy";
      case CHARGE_FROM_GRID -> "charges from the grid";
      case DISCHARGE_TO_GRID -> "discharges into the grid";
      case CHARGE_NOW -> "charges now, as requested";
      case READY_IN_TIME -> "has to be ready in time";
      case TOO_COLD -> "heats the store, which is too cold";
      case CHEAP_ENERGY -> "energy is cheap now";
      case SURPLUS -> "surplus";
      case SERVES_SITE -> "the car serves the site";
      case WAITS -> "waits";
      case NOTHING_TO_CHARGE -> "nothing to charge";
      case WORTH_ITS_POWER -> "power is worth less than the work";
      case JOB_IN_TIME -> "its job has to be done in time";
      case JOB_PLANNED -> "its job is planned for now";
      case JOB_FROM_SURPLUS -> "surplus for its job";
      case MINIMUM -> "minimum";
      case NO_NEED -> "no need";
      case LOAD_EXCEEDS_SUPPLY -> "sheds load";
      case DEVICE_DECIDES -> "the device decides";
      case HOLD -> "hold";
      case ISLAND -> "island";
      case ISLAND_BALANCE -> "island: what load and battery can take";
      case ISLAND_FREQUENCY -> "island: the frequency makes PV give way";
      case BLACK_START -> "black start: until the bus is up";
      case MEETS_GRID -> "meets the grid without a step";
      case GRID_FEEDS -> "the grid feeds the site";
      case AS_BEFORE -> "as before";
      case GRID_UNKNOWN -> "grid power unknown: as before";
      case STATE_UNKNOWN -> "state of charge or power unknown";
      case NEGATIVE_PRICE -> "export costs money";
      case WRITE_BUDGET -> "write budget: spares the device's memory";
      case NO_GRID_CHARGE -> "charge-from-grid is false: charges from surplus alone";
      case NO_GRID_DISCHARGE -> "discharge-to-grid is false: covers load alone";
      case RAMP -> "ramp of the device";
      case RECONNECT_RAMP -> "ramp after an island";
      case DEVICE_LIMIT,
          EMPTY,
          FULL,
          RESERVE,
          PEAK,
          REMOTE_REQUEST,
          ZERO_EXCHANGE,
          EXPORT_LIMIT,
          IMPORT_LIMIT ->
          lower(reason);
    };
  }
}
