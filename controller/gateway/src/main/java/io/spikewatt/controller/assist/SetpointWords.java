package io.spikewatt.controller.assist;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Signal;

/** Setpoints of a cycle in words. */
final class SetpointWords {

  private SetpointWords() {}

  static String device(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Approved approved -> approved.setpoint().signal().deviceId();
      case Verdict.Refused refused -> refused.request().signal().deviceId();
    };
  }

  /** Such as {@code Setpoint of battery1: -2000 W, because …}. */
  static String sentence(Verdict verdict, CycleReport report) {
    return switch (verdict) {
      case Verdict.Approved approved -> approved(approved, report);
      case Verdict.Refused refused ->
          "Setpoint of " + device(verdict) + " was refused: " + FigureWords.quoted(refused.why());
    };
  }

  private static String approved(Verdict.Approved approved, CycleReport report) {
    String reason = approved.setpoint().reason();
    StringBuilder text =
        new StringBuilder("Setpoint of ")
            .append(device(approved))
            .append(": ")
            .append(value(approved.setpoint().signal(), approved.setpoint().value()))
            .append(", reason: ")
            .append(FigureWords.quoted(reason));
    report.limitedBy(approved).stream()
        .filter(limit -> !reason.contains(limit))
        .forEach(limit -> text.append("; ").append(FigureWords.quoted(limit)));
    return text.toString();
  }

  /** A value with the unit that its quantity's name ends with. */
  static String value(Signal signal, double value) {
    return value(signal.quantity().wireName(), value);
  }

  static String value(String quantity, double value) {
    if (quantity.endsWith("_w")) {
      return FigureWords.watts(value);
    }
    return quantity.endsWith("_pct")
        ? FigureWords.percent(value, 0)
        : FigureWords.number(value, 0) + " (" + quantity + ")";
  }
}
