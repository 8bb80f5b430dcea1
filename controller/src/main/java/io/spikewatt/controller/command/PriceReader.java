package io.spikewatt.controller.command;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.command.Envelope.Malformed;
import io.spikewatt.controller.price.PriceBook;
import io.spikewatt.controller.price.ToldPrices;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the value of {@code command/prices}. */
final class PriceReader {

  private static final double MOST_PER_KWH = 1e6;

  /** How far ahead prices may lie: nobody knows them longer before. */
  private static final Duration AHEAD = Duration.ofDays(8);

  /**
   * A usual price so many times the tariff's usual one is not of this unit: prices a MWh or in
   * hundredths are taken for prices a kWh more often than anything grows so dear.
   */
  private static final double OTHER_UNIT = 30;

  private final Tariff tariff;
  private final Instant now;

  PriceReader(Tariff tariff, Instant now) {
    this.tariff = tariff;
    this.now = now;
  }

  ToldPrices read(Object value) throws Malformed {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new Malformed("expected {\"start\", \"slotS\", \"importPerKwh\"}");
    }
    for (Object name : fields.keySet()) {
      if (!String.valueOf(name).matches("start|slotS|importPerKwh|exportPerKwh")) {
        throw new Malformed("unknown field \"" + name + "\"");
      }
    }
    Instant start = WishReader.time(field(fields, "start"));
    Duration slot = slot(field(fields, "slotS"));
    double[] imports = prices("importPerKwh", field(fields, "importPerKwh"));
    Optional<double[]> exports = Optional.empty();
    if (fields.containsKey("exportPerKwh")) {
      exports = Optional.of(prices("exportPerKwh", field(fields, "exportPerKwh")));
      if (exports.get().length != imports.length) {
        throw new Malformed(
            "\"exportPerKwh\": expected %d prices as of import, found %d"
                .formatted(imports.length, exports.get().length));
      }
    }
    ToldPrices told = new ToldPrices(start, slot, imports, exports);
    fits(told);
    return told;
  }

  private static Object field(Map<?, ?> fields, String name) throws Malformed {
    Object value = fields.get(name);
    if (value == null) {
      throw new Malformed("\"" + name + "\" is missing");
    }
    return value;
  }

  private static Duration slot(Object value) throws Malformed {
    if (value instanceof Double seconds && (seconds == 900 || seconds == 1800 || seconds == 3600)) {
      return Duration.ofSeconds((long) (double) seconds);
    }
    throw new Malformed("\"slotS\": expected 900, 1800 or 3600, found " + value);
  }

  private static double[] prices(String name, Object value) throws Malformed {
    if (!(value instanceof double[] prices && prices.length > 0)) {
      throw new Malformed("\"" + name + "\": expected a list of prices a kWh");
    }
    for (double price : prices) {
      if (!(Math.abs(price) <= MOST_PER_KWH)) {
        throw new Malformed(
            "\""
                + name
                + "\": expected -"
                + MOST_PER_KWH
                + ".."
                + MOST_PER_KWH
                + ", found "
                + price);
      }
    }
    return prices;
  }

  private void fits(ToldPrices told) throws Malformed {
    if (told.start().toEpochMilli() % PriceBook.SLOT.toMillis() != 0) {
      throw new Malformed("\"start\": expected a quarter of an hour, found " + told.start());
    }
    if (!told.end().isAfter(now)) {
      throw new Malformed("all slots are past: they end at " + told.end());
    }
    if (told.end().isAfter(now.plus(AHEAD))) {
      throw new Malformed("expected prices of at most 8 days ahead, found " + told.end());
    }
    double usual = usual(tariff.imports().stream().mapToDouble(Tariff.Band::perKwh).toArray());
    double found = usual(told.importPerKwh());
    if (usual > 0 && found > OTHER_UNIT * usual) {
      throw new Malformed(
          String.format(
              Locale.ROOT,
              "\"importPerKwh\": expected %s a kWh, and the tariff says about %s; about %s is not"
                  + " in that unit",
              tariff.currency(),
              usual,
              found));
    }
  }

  /** The median size. */
  private static double usual(double[] prices) {
    double[] sorted = Arrays.stream(prices).map(Math::abs).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
