package io.spikewatt.controller.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names a point; each outlet has its own way to write it.
 *
 * @param words in lower case, apart by hyphens: {@code heat-pump}; of a device's point its id first
 */
public record PointId(String words, PointUnit unit) {

  private static final Set<String> ABBREVIATIONS = Set.of("pv", "ev");

  /** Units, as people and as names write them. */
  public enum PointUnit {
    WATT("W", "w"),
    KILOWATT_HOUR("kWh", "kwh"),
    PERCENT("%", "pct"),
    /** Currency of the site a kWh. */
    PRICE("per kWh", "per-kwh"),
    /** Work, in the unit of its counter. */
    PER_KILOWATT_HOUR("1/kWh", "per-kwh"),
    PER_SECOND("1/s", "per-s"),
    COUNT("", "count"),
    MINUTE("min", "min");

    private final String symbol;
    private final String word;

    PointUnit(String symbol, String word) {
      this.symbol = symbol;
      this.word = word;
    }

    public String symbol() {
      return symbol;
    }
  }

  /** {@code heat-pump-w}. */
  public String kebab() {
    return words + "-" + unit.word;
  }

  /** {@code heat_pump_w}. */
  public String snake() {
    return kebab().replace('-', '_');
  }

  /** Its unit as names write it: {@code per_kwh}. */
  public String unitWord() {
    return unit.word.replace('-', '_');
  }

  /** {@code heatPumpW}. */
  public String camel() {
    return camel(unit.word);
  }

  /** Its words with another one in the place of the unit: {@code importBy}. */
  public String camel(String last) {
    String name = title(words + "-" + last).replace(" ", "");
    return words.split("-", 2)[0] + name.substring(words.split("-", 2)[0].length());
  }

  /** {@code Heat Pump W}. */
  public String title() {
    return (title(words) + " " + unit.symbol).strip();
  }

  /** {@code Heat pump}. */
  public String sentence() {
    String[] parts = words.split("-", 2);
    return capital(parts[0]) + (parts.length > 1 ? " " + parts[1].replace('-', ' ') : "");
  }

  private static String title(String words) {
    return Arrays.stream(words.split("-", -1))
        .map(PointId::capital)
        .collect(Collectors.joining(" "));
  }

  private static String capital(String word) {
    return ABBREVIATIONS.contains(word)
        ? word.toUpperCase(Locale.ROOT)
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
