package io.spikewatt.controller.page;

import io.spikewatt.controller.backtest.CostComparison;
import io.spikewatt.controller.backtest.HistoryResult.Trajectory;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.time.YearMonth;

/** Cost of a calendar month, as one JSON object. */
public final class MonthDocument {

  private MonthDocument() {}

  /**
   * A month of which enough is known.
   *
   * @param start of the month
   * @param recordedFrom when the figures begin: with the month, or with a later record
   */
  public static String of(
      YearMonth month, Instant start, Instant recordedFrom, String currency, CostComparison costs) {
    return JsonWriter.text(
        writer -> {
          head(writer, month);
          writer
              .put("start", start)
              .put("recordedFrom", recordedFrom)
              .put("from", costs.from())
              .put("to", costs.to())
              .put("currency", currency)
              .put("slots", costs.slots())
              .put("unknownSlots", costs.unknown());
          costs.measured().ifPresent(course -> writer.in("measured", it -> course(it, course)));
          writer.in("selfConsumption", it -> course(it, costs.rules()));
          costs
              .withoutBattery()
              .ifPresent(course -> writer.in("withoutBattery", it -> course(it, course)));
        });
  }

  /**
   * A month of which too little is known to say what it cost.
   *
   * @param known quarter hours of which enough is known
   * @param asked quarter hours since the record's begin in the month, or of the whole one
   */
  public static String tooLittle(YearMonth month, int known, int asked) {
    return JsonWriter.text(
        writer -> head(writer, month).put("knownSlots", known).put("askedSlots", asked));
  }

  private static JsonWriter head(JsonWriter writer, YearMonth month) {
    return writer.put("month", month.toString());
  }

  /** Fields of one course: currency, kWh and kg. */
  public static void course(JsonWriter body, Trajectory c) {
    body.exact("cost", c.cost()).exact("bill", c.bill()).exact("peakCharge", c.peakCharge());
    body.exact("importKwh", c.energy().importKwh()).exact("exportKwh", c.energy().exportKwh());
    body.exact("curtailedKwh", c.energy().curtailedKwh())
        .exact("beyondLimitsKwh", c.energy().beyondLimitsKwh());
    body.exact("storedMoreKwh", c.energy().storedMoreKwh());
    body.exact("co2Kg", c.co2Kg());
  }
}
