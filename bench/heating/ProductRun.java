import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.asset.LoadView;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.asset.heatpump.HeatDemand;
import io.spikewatt.controller.asset.heatpump.HeatForecast;
import io.spikewatt.controller.asset.heatpump.HeatPlanning;
import io.spikewatt.controller.asset.heatpump.HeatPumpAsset;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.simulator.physics.HeatPumpDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The product on the year: it learns the house, plans each quarter hour, and follows the value. */
final class ProductRun {

  private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
  private static final int HORIZON = 144;
  private static final int DAY = 96;
  private static final String ID = "heatpump1";
  private static final Estimate NONE = new Estimate.Unknown("not read");

  private final HeatYear year;
  private final Role.HeatPump pump;
  private final HeatDemand demand;
  private final Planner planner;
  private final FlexibleLoad load;
  private StoragePolicy policy = StoragePolicy.byRule(1, 0);
  private Optional<Plan> plan = Optional.empty();
  private double powerSum;
  private double temperatureSum;
  private int seconds;
  private boolean runs;
  private long switchedS = -86_400;

  ProductRun(HeatYear year, Role.HeatPump pump) {
    this.year = year;
    this.pump = pump;
    this.demand = new HeatDemand(pump, ZONE, HeatYear.SLOT);
    Site site = site();
    this.planner = new Planner(PlanModel.of(site), settings());
    SiteDevice device = HeatPumpAsset.of(site.devices().getLast(), pump, Optional.empty());
    this.load = (FlexibleLoad) device.control().orElseThrow();
  }

  /** Those of the daemon with one error class, because there is no other load or source. */
  private static PlannerSettings settings() {
    PlannerSettings of = PlannerSettings.DAEMON;
    PlannerSettings.Resolution fine = of.resolution();
    return new PlannerSettings(
        of.slots(),
        new PlannerSettings.Resolution(
            1,
            fine.levels(),
            fine.peakLevels(),
            fine.sessionsWithLevels(),
            fine.outageAges(),
            fine.shifting()),
        of.supply(),
        of.penalties(),
        of.ends());
  }

  private static Site site() {
    LoadedSite loaded =
        ConfigLoader.load(
            """
            site: { name: house, timezone: Europe/Brussels }
            grid: { import-limit-w: 17000, export-limit-w: 5000 }
            tariff: { currency: EUR, import-per-kwh: 0.20, export-per-kwh: 0 }
            devices:
              - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
              - id: heatpump1
                profile: lambda-eu-l
                connection: { modbus-tcp: h.lan }
                heat-pump: { max-w: 2500, store-wh-per-k: 11000, lowest-c: 20, highest-c: 22 }
            """,
            "/house.yaml");
    return ((LoadedSite.Ok) loaded).site();
  }

  /** Once a minute: learns at a slot's end, plans at its start, and sets the pump. */
  void minute(HeatPumpDevice device, double temperatureC, int slot, long second) {
    if (second % 900 == 0) {
      if (seconds > 0) {
        demand.learn(
            year.at(slot - 1),
            Optional.of(
                new HeatDemand.Slot(
                    -powerSum / seconds,
                    temperatureSum / seconds,
                    OptionalDouble.of(year.outdoorC()[slot - 1]))));
      }
      powerSum = 0;
      temperatureSum = 0;
      seconds = 0;
      demand
          .forecast(year.at(slot), HORIZON, temperatureC)
          .ifPresent(f -> plan(f, temperatureC, slot, second));
    }
    powerSum += device.powerW();
    temperatureSum += temperatureC;
    seconds++;
    device.order(second * 1_000_000_000L, watts(temperatureC, slot, second));
  }

  private void plan(HeatForecast forecast, double temperatureC, int slot, long second) {
    Moment now = new Moment(second * 1_000_000_000L, year.at(slot));
    double[] prices = prices(slot);
    double[] none = new double[HORIZON];
    Forecast zero = new Forecast(year.at(slot), HeatYear.SLOT, none, none, none, none, "none");
    PlanRequest request =
        new PlanRequest(
            now,
            new PlanRequest.Ahead(zero, zero),
            OptionalDouble.empty(),
            List.of(),
            new PlanRequest.Limits(17_000, 5_000),
            PlanRequest.Peak.NONE,
            new Prices(year.at(slot), HeatYear.SLOT, prices, new double[HORIZON]),
            new PlanRequest.FlexibleLoads(
                List.of(),
                List.of(
                    HeatPlanning.request(
                        ID,
                        pump,
                        true,
                        temperatureC,
                        forecast,
                        new Actuator.Activity(runs, Duration.ofSeconds(second - switchedS)),
                        Arrays.stream(prices).max().orElse(0)))));
    plan =
        planner.plan(request) instanceof PlanResult.Made made
            ? Optional.of(made.plan())
            : Optional.empty();
  }

  /** Published until the end of tomorrow from one o'clock on, else of today; then as a day before. */
  private double[] prices(int slot) {
    Instant now = year.at(slot);
    LocalDate today = now.atZone(ZONE).toLocalDate();
    boolean published = now.atZone(ZONE).getHour() >= 13;
    Instant until = today.plusDays(published ? 2 : 1).atStartOfDay(ZONE).toInstant();
    int known = (int) Duration.between(now, until).dividedBy(HeatYear.SLOT);
    double[] prices = new double[HORIZON];
    for (int k = 0; k < HORIZON; k++) {
      int at = slot + k;
      while (at - slot >= known || at >= year.slots()) {
        at -= DAY;
      }
      prices[k] = year.importPerKwh()[at];
    }
    return prices;
  }

  private double watts(double temperatureC, int slot, long second) {
    Moment now = new Moment(second * 1_000_000_000L, year.at(slot).plusSeconds(second % 900));
    double levelKwh = HeatPlanning.storedKwh(pump.store(), temperatureC);
    policy = policy.byPrices(new EnergyPrices(0, year.importPerKwh()[slot], 0));
    Optional<LoadPlan> says =
        plan.map(p -> p.values().perKwh(ID, now.instant(), Map.of(ID, levelKwh)))
            .map(worth -> new LoadPlan(OptionalDouble.of(worth), Optional.empty(), until -> true));
    HeatPumpState state =
        new HeatPumpState(
            ID, NONE, NONE, known(year.outdoorC()[slot], now), known(levelKwh, now));
    boolean wants =
        load.offers().apply(new LoadView(state, 0, false, policy, says, now)).needs().stream()
            .anyMatch(need -> need.isUrgent() || need.gridW() > 0);
    Duration least = runs ? pump.minRun() : pump.minPause();
    if (wants != runs && second - switchedS >= least.toSeconds()) {
      runs = wants;
      switchedS = second;
    }
    return runs ? pump.maxW() : 0;
  }

  private static Estimate known(double value, Moment now) {
    return new Estimate.Known(value, Estimate.How.MEASURED, now);
  }
}
