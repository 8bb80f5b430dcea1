import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/**
 * A random site and a day of it that is known for sure: battery, car and heat pump behind one grid
 * connection, with dynamic prices, limits and a demand charge. A site of fewer parts is the same
 * site without the others.
 */
final class RandomSite {

  /** A plannable part of a site. */
  enum Part {
    BATTERY,
    CAR,
    PUMP
  }

  static final int SLOTS = 96;
  static final double HOURS = 0.25;
  static final String CAR_ID = "ev1";
  static final String PUMP_ID = "pump1";

  private static final double[] DEMAND_PER_KW = {0, 8, 0, 0.3, 0, 8, 0, 1};
  private static final double[] CHARGER_KW = {3.7, 7.4, 11};
  private static final int[] MIN_RUN_MINUTES = {0, 20, 30, 60};
  private static final Instant MIDNIGHT = Instant.parse("2026-06-15T22:00:00Z");

  final long seed;
  final Set<Part> parts;
  final double demandPerKw;
  final double soFarKw;
  final double importKw;
  final double exportKw;
  final double[] importPerKwh = new double[SLOTS];
  final double[] exportPerKwh = new double[SLOTS];
  final double[] loadKw = new double[SLOTS];
  final double[] pvKw = new double[SLOTS];
  final double[] heatDemandKw = new double[SLOTS];
  final double[] heatPerKwh = new double[SLOTS];
  final PlanModel.StorageModel battery;
  final double batterySocPct;
  final ChargingPoint charger;
  final ChargingRequest car;
  final HeatRequest pump;
  private final Instant start;

  RandomSite(long seed, Set<Part> parts) {
    this.seed = seed;
    this.parts = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int startHour = new int[] {0, 7, 17}[random.nextInt(3)];
    this.start = MIDNIGHT.plus(Duration.ofHours(startHour));
    this.demandPerKw = DEMAND_PER_KW[Math.floorMod(seed, DEMAND_PER_KW.length)];
    this.soFarKw = random.nextBoolean() ? 0 : 4 * random.nextDouble();
    this.importKw = 14 + 11 * random.nextDouble();
    this.exportKw = new double[] {0, 2, 6, 12}[random.nextInt(4)];
    fillDay(random, startHour);
    this.battery = battery(random);
    this.batterySocPct = 15 + 75 * random.nextDouble();
    this.charger = charger(random);
    this.car = car(random);
    this.pump = pump(random);
  }

  private void fillDay(Random random, int startHour) {
    double price = 0.18 + 0.12 * random.nextDouble();
    double swing = 0.15 * random.nextDouble();
    double glut = random.nextInt(3) == 0 ? 0.2 + 0.25 * random.nextDouble() : 0;
    double feedIn = 0.05 + 0.05 * random.nextDouble();
    double level = 0.3 + 0.6 * random.nextDouble();
    double sun = 10 * random.nextDouble();
    double meanC = -6 + 16 * random.nextDouble();
    double noise = 0;
    for (int k = 0; k < SLOTS; k++) {
      double hour = startHour + k * HOURS;
      noise = k % 4 == 0 ? 0.04 * random.nextGaussian() : noise;
      double wave = Math.cos(2 * Math.PI * (hour - 19) / 12);
      double noon = Math.exp(-Math.pow((hour % 24 - 13) / 2.5, 2));
      importPerKwh[k] = price + swing * wave + noise - glut * noon;
      exportPerKwh[k] = Math.min(feedIn, importPerKwh[k]);
      double evening = Math.exp(-Math.pow((hour % 24 - 19) / 2, 2));
      loadKw[k] = level * (0.5 + random.nextDouble()) + 2 * evening * random.nextDouble();
      double shine = Math.max(0, Math.sin(Math.PI * (hour % 24 - 7) / 11));
      pvKw[k] = hour % 24 < 7 || hour % 24 > 18 ? 0 : sun * shine * (0.4 + 0.6 * random.nextDouble());
      double airC = meanC + 4 * Math.sin(2 * Math.PI * (hour - 9) / 24);
      heatPerKwh[k] = Math.clamp(3.3 + 0.09 * airC, 2, 5);
      heatDemandKw[k] = 0.2 * (20 - airC) * (0.8 + 0.4 * random.nextDouble());
    }
  }

  private static PlanModel.StorageModel battery(Random random) {
    double capacityKwh = 5 + 10 * random.nextDouble();
    double kw = capacityKwh * (0.3 + 0.3 * random.nextDouble());
    double wearPerKwh = 0.01 + 0.03 * random.nextDouble();
    return new PlanModel.StorageModel(capacityKwh, kw, kw, 10, 100, 0.95, wearPerKwh);
  }

  private static ChargingPoint charger(Random random) {
    double kw = CHARGER_KW[random.nextInt(CHARGER_KW.length)];
    return new ChargingPoint(1400, 1000 * kw, 0.9, 0, 0, 0, 0);
  }

  /** A car whose goal takes at most 80 % of the time at full power. */
  private ChargingRequest car(Random random) {
    double capacityKwh = 40 + 40 * random.nextDouble();
    double socPct = 15 + 40 * random.nextDouble();
    int stays = 24 + random.nextInt(64);
    double reachKwh = 0.8 * stays * HOURS * charger.maxW() / 1000 * charger.efficiency();
    double wishedPct = socPct + 10 + 40 * random.nextDouble();
    double targetPct = Math.min(Math.min(100, wishedPct), socPct + 100 * reachKwh / capacityKwh);
    Instant leaves = start.plus(Duration.ofMinutes(15L * stays));
    return new ChargingRequest(CAR_ID, socPct, targetPct, 1000 * capacityKwh, leaves);
  }

  private HeatRequest pump(Random random) {
    boolean tank = random.nextBoolean();
    double bandKwh = tank ? 4 + 6 * random.nextDouble() : 12 + 18 * random.nextDouble();
    double lossPerHour = 0.005 + 0.01 * random.nextDouble();
    double meanHeat = Arrays.stream(heatPerKwh).average().orElseThrow();
    double mostKw = Arrays.stream(heatDemandKw).max().orElseThrow();
    double ratedW = 1000 * (1.1 + 0.6 * random.nextDouble()) * mostKw / meanHeat;
    Actuator.Power power =
        switch (random.nextInt(4)) {
          case 0 -> new Actuator.Modulating(0, ratedW);
          case 1 -> new Actuator.Modulating(0.3 * ratedW, ratedW);
          case 2 -> new Actuator.Levels(new double[] {ratedW});
          default -> new Actuator.Levels(new double[] {0.6 * ratedW, ratedW});
        };
    int drawn = MIN_RUN_MINUTES[random.nextInt(MIN_RUN_MINUTES.length)];
    // A run at no power would be a pause, so a pump that starts at 0 W switches freely.
    boolean free = power instanceof Actuator.Modulating any && any.leastW() == 0;
    int minutes = free ? 0 : drawn;
    double stored = bandKwh * (0.1 + 0.8 * random.nextDouble());
    double dearest = Arrays.stream(importPerKwh).max().orElseThrow();
    // As the daemon prices heat outside the band: an hour without a kWh costs two kWh at the dearest price.
    ThermalStorage store =
        new ThermalStorage(stored, 0, bandKwh, lossPerHour, heatDemandKw, 2 * dearest);
    Duration least = Duration.ofMinutes(minutes);
    Actuator.Activity idle = new Actuator.Activity(false, Duration.ofHours(6));
    return new HeatRequest(PUMP_ID, store, new Actuator(power, heatPerKwh, 0, least, least, idle));
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  /** The site as the planner sees it. */
  PlanModel model() {
    Tariff tariff =
        new Tariff(
            List.of(new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 0.3)),
            0.07,
            demandPerKw,
            Tariff.Co2.NONE,
            "EUR");
    return new PlanModel(
        ZoneId.of("Europe/Berlin"),
        tariff,
        Site.Objective.COST,
        has(Part.BATTERY) ? battery : new PlanModel.StorageModel(0, 0, 0, 0, 100, 1, 0),
        0,
        has(Part.CAR) ? Map.of(CAR_ID, charger) : Map.of(),
        new PlanModel.Flexible(0, 0, 0),
        Duration.ofHours(1));
  }

  /** The day, known for sure. */
  PlanRequest request() {
    Forecast load = sure(loadKw);
    Forecast pv = sure(pvKw);
    return new PlanRequest(
        new Moment(0, start),
        new PlanRequest.Ahead(load, pv),
        has(Part.BATTERY) ? OptionalDouble.of(batterySocPct) : OptionalDouble.empty(),
        has(Part.CAR) ? List.of(car) : List.of(),
        new PlanRequest.Limits(1000 * importKw, 1000 * exportKw),
        new PlanRequest.Peak(1000 * soFarKw, OptionalDouble.empty()),
        new Prices(start, Duration.ofMinutes(15), importPerKwh, exportPerKwh),
        new PlanRequest.FlexibleLoads(List.of(), has(Part.PUMP) ? List.of(pump) : List.of()));
  }

  /** Slots until the car leaves. */
  int carSlots() {
    return (int) (Duration.between(start, car.departure()).toMinutes() / 15);
  }

  private Forecast sure(double[] kw) {
    double[] watts = Arrays.stream(kw).map(value -> 1000 * value).toArray();
    return new Forecast(start, Duration.ofMinutes(15), watts, watts, watts, watts, "known");
  }
}
