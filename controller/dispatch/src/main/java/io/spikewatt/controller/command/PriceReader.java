package io.spikewatt.controller.command;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the value of {@code command/prices}. */
record PriceReader(Tariff tariff, Instant now) {

  private static final double MOST_PER_KWH = 1e6;

  /** How long ago prices may begin. */
  private static final Duration AGO = Duration.ofDays(9);

  /** How far ahead prices may be published. */
  private static final Duration AHEAD = Duration.ofDays(8);

  private static final List<String> FIELDS =
      List.of("start", "slotS", "importPerKwh", "exportPerKwh", "co2");

  PublishedPrices read(Object value) throws Malformed {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new Malformed("expected {\"start\", \"slotS\", \"importPerKwh\"}");
    }
    CommandShape.requireKnown(fields, FIELDS);
    Instant start = CommandMessage.time("start", field(fields, "start"));
    if (start.isBefore(now.minus(AGO))) {
      throw new Malformed("\"start\": expected prices of at most 9 days ago, found " + start);
    }
    Duration slot = slot(field(fields, "slotS"));
    Optional<double[]> co2 = Optional.empty();
    if (fields.containsKey("co2")) {
      co2 = Optional.of(emissions(field(fields, "co2")));
    }
    boolean emissionsAlone =
        co2.isPresent()
            && !fields.containsKey("importPerKwh")
            && !fields.containsKey("exportPerKwh");
    if (emissionsAlone) {
      return fitting(new PublishedPrices(start, slot, Optional.empty(), Optional.empty(), co2));
    }
    double[] imports = prices("importPerKwh", field(fields, "importPerKwh"));
    Optional<double[]> exports = Optional.empty();
    if (fields.containsKey("exportPerKwh")) {
      exports = Optional.of(prices("exportPerKwh", field(fields, "exportPerKwh")));
      asMany("exportPerKwh", exports.get(), "prices", imports);
    }
    if (co2.isPresent()) {
      asMany("co2", co2.get(), "emissions", imports);
    }
    return fitting(new PublishedPrices(start, slot, Optional.of(imports), exports, co2));
  }

  private static void asMany(String name, double[] found, String what, double[] imports)
      throws Malformed {
    if (found.length != imports.length) {
      throw new Malformed(
          "\"%s\": expected %d %s as of import, found %d"
              .formatted(name, imports.length, what, found.length));
    }
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
            "\"%s\": expected -%s..%s, found %s"
                .formatted(name, MOST_PER_KWH, MOST_PER_KWH, price));
      }
    }
    return prices;
  }

  private static double[] emissions(Object value) throws Malformed {
    if (!(value instanceof double[] emissions && emissions.length > 0)) {
      throw new Malformed("\"co2\": expected a list of kg of CO2 a kWh");
    }
    for (double kgPerKwh : emissions) {
      if (!(kgPerKwh >= 0 && kgPerKwh <= Tariff.Co2.MOST_KG_PER_KWH)) {
        throw new Malformed(
            "\"co2\": expected kg a kWh, 0..%s, found %s%s"
                .formatted(
                    Tariff.Co2.MOST_KG_PER_KWH,
                    kgPerKwh,
                    kgPerKwh > 0 ? " (in g a kWh? a thousandth of it, then)" : ""));
      }
    }
    return emissions;
  }

  private PublishedPrices fitting(PublishedPrices published) throws Malformed {
    if (published.start().toEpochMilli() % QuarterHour.LENGTH.toMillis() != 0) {
      throw new Malformed("\"start\": expected a quarter of an hour, found " + published.start());
    }
    if (!published.end().isAfter(now)) {
      throw new Malformed("all slots are past: they end at " + published.end());
    }
    if (published.end().isAfter(now.plus(AHEAD))) {
      throw new Malformed("expected prices of at most 8 days ahead, found " + published.end());
    }
    if (published.importPerKwh().isPresent()) {
      inTheTariffsUnit(published.importPerKwh().get());
    }
    return published;
  }

  private void inTheTariffsUnit(double[] importPerKwh) throws Malformed {
    double usual =
        UsualPrice.size(tariff.imports().stream().mapToDouble(Tariff.Band::perKwh).toArray());
    double found = UsualPrice.size(importPerKwh);
    if (usual > 0 && found > UsualPrice.OTHER_UNIT * usual) {
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
}
