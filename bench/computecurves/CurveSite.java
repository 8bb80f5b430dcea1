import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * A site with two clusters behind recorded day-ahead prices, alone or beside a battery and PV. Its
 * future is known for sure.
 */
final class CurveSite {

  static final int DAY = 96;
  static final double HOURS = 0.25;

  /** A supplier's addend with taxes and fees, and what export loses. */
  private static final double FEES = 0.10;

  private static final double EXPORT_FEE = 0.01;
  private static final double PV_SHARE = 0.003;
  private static final double IMPORT_KW = 100;
  private static final double EXPORT_KW = 60;
  private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

  /** The recorded sun is of another year and place: moved by whole days and its noon. */
  private static final Duration SUN_MOVED = Duration.ofDays(5 * 365 + 1).plusHours(7);

  static final PlanModel.StorageModel BATTERY =
      new PlanModel.StorageModel(60, 30, 30, 10, 95, 0.95, 0.02);

  final List<Cluster> clusters;
  final boolean sunny;
  private final Instant start;
  final double[] importPerKwh;
  final double[] exportPerKwh;
  final double[] pvKw;

  /** Slots beyond the days, for the last plans. */
  private static final int AFTER = 2 * DAY;

  CurveSite(Path data, Instant start, int days, List<Cluster> clusters, boolean sunny) {
    this.start = start;
    this.clusters = clusters;
    this.sunny = sunny;
    int slots = days * DAY + AFTER;
    importPerKwh = new double[slots];
    exportPerKwh = new double[slots];
    pvKw = new double[slots];
    var spot = MeasuredSeries.column(data.resolve("price_be_dayahead.csv.gz"), "price_eur_kwh");
    var sun = MeasuredSeries.column(data.resolve("pv_hebei_01.csv.gz"), "pv_kw");
    for (int k = 0; k < slots; k++) {
      double price = MeasuredSeries.at(spot, at(k / 4 * 4));
      importPerKwh[k] = price + FEES;
      exportPerKwh[k] = price - EXPORT_FEE;
      pvKw[k] = sunny ? Math.max(0, PV_SHARE * MeasuredSeries.at(sun, at(k).minus(SUN_MOVED))) : 0;
    }
  }

  Instant at(int slot) {
    return start.plus(Duration.ofMinutes(15L * slot));
  }

  /** Mean import price of a stretch. */
  double meanPrice(int from, int slots) {
    return Arrays.stream(importPerKwh, from, from + slots).average().orElseThrow();
  }

  /** Power of all clusters that nothing saves. */
  double baseKw() {
    return clusters.stream().mapToDouble(Cluster::minKw).sum();
  }

  double importKw() {
    return IMPORT_KW;
  }

  double exportKw() {
    return EXPORT_KW;
  }

  /** The site as the planner sees it, with these values of a kWh: by curve, or of each kWh. */
  PlanModel model(double[] perKwh, boolean curves) {
    SequencedMap<String, WorkCurve> all = new LinkedHashMap<>();
    for (int i = 0; i < clusters.size(); i++) {
      Cluster cluster = clusters.get(i);
      all.put(cluster.name(), curves ? cluster.curve(perKwh[i]) : cluster.oneValue(perKwh[i]));
    }
    Tariff tariff =
        new Tariff(
            List.of(new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 0.3)),
            0.07,
            0,
            Tariff.Co2.NONE,
            "EUR");
    return new PlanModel(
        ZONE,
        tariff,
        Site.Objective.COST,
        sunny ? BATTERY : new PlanModel.StorageModel(0, 0, 0, 0, 100, 1, 0),
        0,
        Map.of(),
        new PlanModel.Flexible(all),
        Duration.ofHours(1));
  }

  /** Values known in a slot: those of the coming ones. */
  PlanRequest request(int slot, int ahead, double batteryKwh) {
    double[] none = new double[ahead];
    double[] sun = Arrays.copyOfRange(pvKw, slot, slot + ahead);
    return new PlanRequest(
        new Moment(slot * 900_000_000_000L, at(slot)),
        new PlanRequest.Ahead(sure(slot, none), sure(slot, sun)),
        sunny ? OptionalDouble.of(100 * batteryKwh / BATTERY.capacityKwh()) : OptionalDouble.empty(),
        List.of(),
        new PlanRequest.Limits(1000 * IMPORT_KW, 1000 * EXPORT_KW),
        PlanRequest.Peak.NONE,
        new Prices(
            at(slot),
            Duration.ofMinutes(15),
            Arrays.copyOfRange(importPerKwh, slot, slot + ahead),
            Arrays.copyOfRange(exportPerKwh, slot, slot + ahead)),
        PlanRequest.FlexibleLoads.NONE);
  }

  private Forecast sure(int slot, double[] kw) {
    double[] watts = Arrays.stream(kw).map(value -> 1000 * value).toArray();
    return new Forecast(at(slot), Duration.ofMinutes(15), watts, watts, watts, watts, "known");
  }
}
