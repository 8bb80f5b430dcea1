import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  static HeatYear read(Path data, String weather, int priceYear) {
    TimeSeries prices =
        MeasuredSeries.column(data.resolve("price_be_dayahead.csv.gz"), "price_eur_kwh");
    TimeSeries ghi = MeasuredSeries.column(data.resolve(weather + ".csv.gz"), "ghi_wm2");
    TimeSeries outdoor = MeasuredSeries.column(data.resolve(weather + ".csv.gz"), "temp_c");
    List<double[]> slots = new ArrayList<>();
    Instant start = null;
    for (int k = 0; k < ghi.values().length; k++) {
      Instant measured = ghi.start().plus(SLOT.multipliedBy(k));
      Instant at = measured.plus(Duration.ofHours(7));
      LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
      long moved = day.plusYears(priceYear - FIRST_YEAR).toEpochDay() - day.toEpochDay();
      Instant then = at.plus(Duration.ofDays(moved));
      if (!then.isBefore(prices.start()) && then.isBefore(prices.end())) {
        start = start == null ? then : start;
        slots.add(
            new double[] {
              MeasuredSeries.at(outdoor, measured),
              PEOPLE_W + WINDOWS_M2 * MeasuredSeries.at(ghi, measured),
              MeasuredSeries.at(prices, then) + FEES_PER_KWH
            });
      }
    }
    return new HeatYear(start, column(slots, 0), column(slots, 1), column(slots, 2));
  }

  private static double[] column(List<double[]> slots, int column) {
    return slots.stream().mapToDouble(slot -> slot[column]).toArray();
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
