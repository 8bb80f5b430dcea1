import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A year of weather and of day-ahead prices, in quarter hours.
 *
 * @param start of the first slot, UTC
 * @param outdoorC outdoor temperature, °C
 * @param gainW heat from sun and people, W
 * @param importPerKwh price of import, currency a kWh
 */
record HeatYear(Instant start, double[] outdoorC, double[] gainW, double[] importPerKwh) {

  static final Duration SLOT = Duration.ofMinutes(15);

  /** Grid fees and taxes beside the day-ahead price, currency a kWh. */
  private static final double FEES_PER_KWH = 0.10;

  /** Of the weather. */
  private static final int FIRST_YEAR = 2018;

  private static final double PEOPLE_W = 300;
  private static final double WINDOWS_M2 = 2;

  /**
   * Prices of {@code priceYear} with the weather of a station in Hebei. The weather is moved by
   * whole years to the year of the prices, and by seven hours from one local time to the other. A
   * missing value is that of the slot before.
   */
  static HeatYear read(Path data, String weather, int priceYear) throws IOException {
    Map<Instant, Double> prices = new HashMap<>();
    for (String[] row : rows(data.resolve("price_be_dayahead.csv.gz"))) {
      prices.put(Instant.parse(row[0]), Double.parseDouble(row[1]));
    }
    List<double[]> slots = new ArrayList<>();
    Instant start = null;
    String[] known = {};
    for (String[] row : rows(data.resolve(weather + ".csv.gz"))) {
      Instant at = Instant.parse(row[0]).plus(Duration.ofHours(7));
      LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
      Instant moved = at.plus(Duration.ofDays(day.plusYears(priceYear - FIRST_YEAR).toEpochDay() - day.toEpochDay()));
      Double price = prices.get(moved.minusSeconds(moved.getEpochSecond() % 3600));
      if (price != null) {
        start = start == null ? moved : start;
        known = row[7].isEmpty() || row[9].isEmpty() ? known : row;
        double ghi = number(known[7]);
        slots.add(new double[] {number(known[9]), PEOPLE_W + WINDOWS_M2 * ghi, price + FEES_PER_KWH});
      }
    }
    return new HeatYear(start, column(slots, 0), column(slots, 1), column(slots, 2));
  }

  private static double number(String cell) {
    return Double.parseDouble(cell);
  }

  private static double[] column(List<double[]> slots, int column) {
    return slots.stream().mapToDouble(slot -> slot[column]).toArray();
  }

  private static List<String[]> rows(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
      return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }
  }

  /** The days from {@code first} on. */
  HeatYear part(int first, int days) {
    int from = first * 96;
    int to = Math.min(slots(), from + days * 96);
    return new HeatYear(
        at(from),
        Arrays.copyOfRange(outdoorC, from, to),
        Arrays.copyOfRange(gainW, from, to),
        Arrays.copyOfRange(importPerKwh, from, to));
  }

  int slots() {
    return outdoorC.length;
  }

  Instant at(int slot) {
    return start.plus(SLOT.multipliedBy(slot));
  }
}
