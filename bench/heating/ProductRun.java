import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.heatpump.HeatDemand;
import io.spikewatt.controller.asset.heatpump.HeatForecast;
import io.spikewatt.controller.asset.heatpump.HeatPlanning;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.price.Prices;
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

  private final HeatYear year;
  private final Role.HeatPump pump;
  private final HeatDemand demand;
  private final Planner planner;
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
    this.planner = new Planner(PlanModel.of(site()), settings());
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
      demand.forecast(year.at(slot), HORIZON).ifPresent(f -> plan(f, temperatureC, slot, second));
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
    double levelKwh = HeatPlanning.storedKwh(pump.store(), temperatureC);
    boolean wants = levelKwh < 0;
    if (plan.isPresent() && !wants) {
      Instant now = year.at(slot).plusSeconds(second % 900);
      double worth = plan.get().values().perKwh(ID, now, Map.of(ID, levelKwh));
      double cop = pump.cop().at(OptionalDouble.of(year.outdoorC()[slot]));
      wants = worth * cop > year.importPerKwh()[slot] && temperatureC < pump.store().highestC();
    }
    Duration least = runs ? pump.minRun() : pump.minPause();
    if (wants != runs && second - switchedS >= least.toSeconds()) {
      runs = wants;
      switchedS = second;
    }
    return runs ? pump.maxW() : 0;
  }
}
