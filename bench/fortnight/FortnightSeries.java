import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A fortnight in quarter hours, with the weeks before it. Slots count from the fortnight's start,
 * and those before it are negative.
 *
 * <p>Prices are Belgian day-ahead prices of 2023 and 2024. Weather and PV are of a station in Hebei
 * five years before, moved by 1,826 days and seven hours, which keeps season and local time. The
 * load is of a London home of 2013, moved by whole weeks and an hour.
 */
final class FortnightSeries {

  static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
  static final Duration SLOT = Duration.ofMinutes(15);
  static final int DAY = 96;

  /** History before the fortnight, days. */
  static final int PAST_DAYS = 84;

  /** Slots after it that a horizon may reach. */
  private static final int AFTER = 2 * DAY;

  private static final Duration WEATHER_MOVED = Duration.ofDays(1826).plusHours(7);
  private static final Duration LOAD_YEAR = Duration.ofDays(364);
  private static final double PV_SHARE = 8.0 / 20_000;
  private static final double WINDOWS_M2 = 2;
  private static final double PEOPLE_W = 300;

  /** Supplier's addend, value added tax, levies; currency a kWh. */
  private static final double SUPPLIER = 0.018;

  private static final double TAX = 1.19;
  private static final double LEVIES = 0.05;

  /** Spread of the quarter hours' own price around the hour's course, currency a kWh. */
  private static final double NOISE = 0.008;

  /** A stay of the car: it lacks {@code missingKwh} on arrival, and gets it until it leaves. */
  record Stay(int arrives, int leaves, double missingKwh) {}

  final String name;
  final Instant start;
  final int days;
  final List<Stay> stays;
  private final double[] loadW;
  private final double[] pvW;
  private final double[] outdoorC;
  private final double[] gainW;
  private final double[] importPerKwh;
  private final double[] exportPerKwh;

  /**
   * @param monday first day; the fortnight begins at noon, when the car is away
   * @param loadWeeks weeks by which the load is moved
   * @param seed of prices within the hours and of the car's stays
   */
  FortnightSeries(Path data, String name, LocalDate monday, int days, int loadWeeks, long seed) {
    this.name = name;
    this.days = days;
    this.start = monday.atTime(LocalTime.NOON).atZone(ZONE).toInstant();
    int all = (PAST_DAYS + days) * DAY + AFTER;
    loadW = new double[all];
    pvW = new double[all];
    outdoorC = new double[all];
    gainW = new double[all];
    importPerKwh = new double[all];
    exportPerKwh = new double[all];
    fillWeather(data, loadWeeks);
    fillPrices(data, new Random(seed));
    this.stays = stays(new Random(seed + 1));
  }

  private void fillWeather(Path data, int loadWeeks) {
    Path station = data.resolve("pv_hebei_01.csv.gz");
    TimeSeries plant = MeasuredSeries.column(station, "pv_kw");
    TimeSeries outdoor = MeasuredSeries.column(station, "temp_c");
    TimeSeries sun = MeasuredSeries.column(station, "ghi_wm2");
    TimeSeries home = MeasuredSeries.column(data.resolve("home_london_10.csv.gz"), "load_kw");
    for (int i = 0; i < loadW.length; i++) {
      Instant at = at(i - PAST_DAYS * DAY);
      Instant then = at.minus(WEATHER_MOVED);
      pvW[i] = 1000 * PV_SHARE * MeasuredSeries.at(plant, then);
      outdoorC[i] = MeasuredSeries.at(outdoor, then);
      gainW[i] = PEOPLE_W + WINDOWS_M2 * MeasuredSeries.at(sun, then);
      Instant lived = at.plus(Duration.ofHours(1)).minus(Duration.ofDays(7L * loadWeeks));
      while (!lived.isBefore(home.end())) {
        lived = lived.minus(LOAD_YEAR);
      }
      loadW[i] = 1000 * MeasuredSeries.at(home, lived);
    }
  }

  /**
   * Within an hour the price follows the slope between its neighbours, as auctions of quarter hours
   * do, with noise. Each hour keeps its mean.
   */
  private void fillPrices(Path data, Random random) {
    TimeSeries spot =
        MeasuredSeries.column(data.resolve("price_be_dayahead.csv.gz"), "price_eur_kwh");
    for (int i = 0; i < importPerKwh.length; i += 4) {
      Instant hour = at(i - PAST_DAYS * DAY);
      Duration one = Duration.ofHours(1);
      double slope =
          (MeasuredSeries.at(spot, hour.plus(one)) - MeasuredSeries.at(spot, hour.minus(one))) / 2;
      double[] own = new double[4];
      double sum = 0;
      for (int q = 0; q < 4; q++) {
        own[q] = slope * (q - 1.5) / 4 + NOISE * random.nextGaussian();
        sum += own[q];
      }
      for (int q = 0; q < 4; q++) {
        double price = MeasuredSeries.at(spot, hour) + own[q] - sum / 4;
        importPerKwh[i + q] =
            (price + SUPPLIER) * TAX + LEVIES + fee(hour.atZone(ZONE).getHour());
        exportPerKwh[i + q] = price;
      }
    }
  }

  /** A made-up network fee of three levels, as §14a EnWG module 3 has them, currency a kWh. */
  private static double fee(int hour) {
    if (hour < 6 || hour >= 22) {
      return 0.02;
    }
    return hour >= 17 && hour < 21 ? 0.15 : 0.08;
  }

  /** Away by day; at weekends from ten o'clock into the afternoon. */
  private List<Stay> stays(Random random) {
    List<Stay> all = new ArrayList<>();
    LocalDate first = start.atZone(ZONE).toLocalDate();
    for (int day = 0; day < days; day++) {
      LocalDate date = first.plusDays(day);
      boolean free = date.getDayOfWeek().getValue() >= 6;
      boolean freeNext = date.plusDays(1).getDayOfWeek().getValue() >= 6;
      int back = free ? 14 * 4 + random.nextInt(16) : 17 * 4 + random.nextInt(8);
      int away = freeNext ? 10 * 4 + random.nextInt(4) : 7 * 4 + random.nextInt(4);
      double missing = free ? 3 + 12 * random.nextDouble() : 5 + 8 * random.nextDouble();
      all.add(new Stay(slot(date, back), slot(date.plusDays(1), away), missing));
    }
    return all;
  }

  private int slot(LocalDate date, int quarter) {
    ZonedDateTime time = date.atStartOfDay(ZONE).plusMinutes(15L * quarter);
    return (int) Duration.between(start, time.toInstant()).dividedBy(SLOT);
  }

  int slots() {
    return days * DAY;
  }

  Instant at(int slot) {
    return start.plus(SLOT.multipliedBy(slot));
  }

  /** Place of a slot in the series, which begin with days of the past. */
  private static int index(int slot) {
    return slot + PAST_DAYS * DAY;
  }

  double loadW(int slot) {
    return loadW[index(slot)];
  }

  double pvW(int slot) {
    return pvW[index(slot)];
  }

  double outdoorC(int slot) {
    return outdoorC[index(slot)];
  }

  double gainW(int slot) {
    return gainW[index(slot)];
  }

  double importPerKwh(int slot) {
    return importPerKwh[index(slot)];
  }

  double exportPerKwh(int slot) {
    return exportPerKwh[index(slot)];
  }

  /**
   * The slot whose price is known at {@code now} for {@code slot}: prices of a day are published at
   * 13:00 on the day before; later slots take those of a day before.
   */
  int published(int now, int slot) {
    ZonedDateTime local = at(now).atZone(ZONE);
    LocalDate end = local.toLocalDate().plusDays(local.getHour() >= 13 ? 2 : 1);
    int known = slot(end, 0);
    int like = slot;
    while (like >= known) {
      like -= DAY;
    }
    return like;
  }
}
