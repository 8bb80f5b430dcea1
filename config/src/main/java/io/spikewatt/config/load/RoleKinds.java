package io.spikewatt.config.load;

import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How each role is written. */
final class RoleKinds {

  private static final double MAX_W = 1e9;
  private static final ValueType<Double> LIMIT = ValueTypes.number("W", 0, MAX_W);

  /** Device powers start where a value in kW would be caught. */
  private static final ValueType<Double> POWER = ValueTypes.number("W", 50, MAX_W);

  private static final ValueType<Double> PERCENT = ValueTypes.number("%", 0, 100);
  private static final ValueType<Double> SHARE = ValueTypes.number("", 0.5, 1);
  private static final ValueType<Double> PER_KWH = ValueTypes.number("currency a kWh", 0, 1e6);
  private static final ValueType<Double> ENERGY = ValueTypes.number("Wh", 100, 1e10);

  private static final Key<Double> RATED = Key.required("rated-w", POWER, "nameplate power");
  private static final Key<Double> SAFE_LIMIT =
      Key.optional(
          "safe-limit-w",
          LIMIT,
          "rated-w",
          "production limit without control; set it where the export limit needs it");

  private static final Key<Double> TILT =
      Key.optional(
          "tilt-deg",
          ValueTypes.number("degrees", 0, 90),
          "the latitude, at most 35",
          "tilt of its modules from the horizontal; used with predicted weather");
  private static final Key<Double> AZIMUTH =
      Key.optional(
          "azimuth-deg",
          ValueTypes.number("degrees", 0, 359.9),
          "towards the equator",
          "direction that its modules face: 0 = north, 90 = east, 180 = south; used with"
              + " predicted weather");

  private static final Key<Double> CAPACITY =
      Key.required("capacity-wh", ENERGY, "usable capacity");
  private static final Key<Double> CHARGE =
      Key.required("charge-w", POWER, "largest charging power");
  private static final Key<Double> DISCHARGE =
      Key.optional("discharge-w", POWER, "charge-w", "largest discharging power");
  private static final Key<Double> MIN_SOC =
      Key.withDefault("min-soc-pct", PERCENT, 10.0, "lowest state of charge");
  private static final Key<Double> MAX_SOC =
      Key.withDefault("max-soc-pct", PERCENT, 95.0, "highest state of charge");
  private static final Key<Double> EFFICIENCY =
      Key.withDefault("efficiency", SHARE, 0.95, "of charging and of discharging, each");
  private static final Key<Double> WEAR =
      Key.withDefault("wear-per-kwh", PER_KWH, 0.0, "cost of one kWh through the battery");

  private static final Key<Boolean> CHARGE_FROM_GRID =
      Key.flag("charge-from-grid", true, "false = it only charges from the site's surplus");
  private static final Key<Boolean> DISCHARGE_TO_GRID =
      Key.flag("discharge-to-grid", true, "false = it only covers the site's load");

  private static final Key<Double> EV_MIN =
      Key.withDefault("min-w", POWER, 1380.0, "smallest charging power but 0 (6 A on one phase)");
  private static final Key<Double> EV_MAX = Key.required("max-w", POWER, "largest charging power");
  private static final Key<Double> EV_EFFICIENCY =
      Key.withDefault("efficiency", SHARE, 0.9, "of charging and of discharging, each");
  private static final Key<Double> EV_WORTH =
      Key.optional(
          "worth-per-kwh",
          PER_KWH,
          "it is charged to its target alone",
          "value of a kWh in the car beyond its target, or without a target; it is charged where"
              + " energy costs less");
  private static final Key<Double> EV_DISCHARGE =
      Key.optional(
          "discharge-w",
          POWER,
          "it only charges",
          "largest power out of the car into the site, where charger and car can do that");
  private static final Key<Double> EV_RESERVE =
      Key.withDefault(
          "reserve-soc-pct",
          PERCENT,
          30.0,
          "state of charge below which the car is not discharged; goes with discharge-w");
  private static final Key<Double> EV_WEAR =
      Key.withDefault(
          "wear-per-kwh",
          PER_KWH,
          0.0,
          "cost of one kWh out of the car and in again; goes with discharge-w");
  private static final Key<Double> EV_CAPACITY =
      Key.optional(
          "capacity-wh",
          ENERGY,
          "as the charger reports",
          "capacity of the car's battery, for a charger that does not report it");

  private static final Key<Double> COMPUTE_MIN =
      Key.required("min-w", LIMIT, "power that it always needs");
  private static final Key<Double> COMPUTE_MAX =
      Key.required("max-w", POWER, "largest useful power budget");
  private static final Key<Double> VALUE =
      Key.required(
          "value-per-kwh", PER_KWH, "the value of its work; it runs while energy costs less");
  private static final Key<Double> COMPUTE_RAMP =
      Key.optional(
          "ramp-w-per-min",
          ValueTypes.number("W a minute", 1, MAX_W),
          "at once",
          "by how much the budget may rise or fall within a minute; a limit, a hold and an island"
              + " lower it at once");

  private static final ValueType<Double> WORK_RATE = ValueTypes.number("a second", 0, 1e15);
  private static final Key<Double> POINT_W = Key.required("w", LIMIT, "power of the whole cluster");
  private static final Key<Double> POINT_WORK =
      Key.required("work", WORK_RATE, "work a second at this power, in any unit");
  private static final Section CURVE =
      Section.of(
              "curve",
              "Work over power, two points or more by ascending power; without it each kWh does the"
                  + " same work. value-per-kwh is then the value of a kWh at full power. Below its"
                  + " first point the cluster does no work: if that point is above min-w, it runs"
                  + " there or above, or at min-w. A curve that the cluster reports replaces this"
                  + " one.",
              POINT_W,
              POINT_WORK)
          .asList();

  private static final Key<Double> CONTACT_IMPORT =
      Key.optional("import-limit-w", LIMIT, "no change", "import limit while closed or unreadable");
  private static final Key<Double> CONTACT_EXPORT =
      Key.optional("export-limit-w", LIMIT, "no change", "export limit while closed or unreadable");

  private static final Key<Double> SHED = Key.required("load-w", POWER, "approximate power");
  private static final Key<Integer> TIER =
      Key.withDefault(
          "tier",
          ValueTypes.whole("tier", 1, 9),
          1,
          "rank of the load; the highest tier is shed first and returns last");
  private static final Key<Double> SHED_COST =
      Key.optional(
          "cost-per-kwh",
          PER_KWH,
          "it is shed by the battery's charge alone",
          "cost of a kWh that the load lacks; in an island a plan sheds it sooner if the energy is"
              + " worth more");

  private static final Key<Double> START_SOC =
      Key.withDefault(
          "start-soc-pct", PERCENT, 30.0, "in an island it starts below this state of charge");
  private static final Key<Double> STOP_SOC =
      Key.withDefault("stop-soc-pct", PERCENT, 70.0, "in an island it stops at this charge");
  private static final ValueType<Duration> UP_TO_A_DAY = ValueTypes.seconds(0, 86_400);
  private static final Key<Duration> MIN_RUN =
      Key.written("min-run-s", UP_TO_A_DAY, "900", "shortest time of a run");

  /** Diesel engines that run below it for long foul. */
  private static final double LEAST_SHARE = 0.3;

  private static final Key<Double> GENSET_MIN =
      Key.optional(
          "min-w", LIMIT, "30 % of rated-w", "smallest power at which it may run for long");
  private static final Key<Double> FUEL =
      Key.optional(
          "fuel-per-kwh",
          PER_KWH,
          "its run is not planned",
          "price of the fuel for a kWh from it: litres a kWh (a diesel takes 0.3 to 0.4) times the"
              + " price of a litre");
  private static final Key<Double> START_COST =
      Key.withDefault(
          "start-cost",
          ValueTypes.number("currency", 0, 1e6),
          0.0,
          "price of a start, fuel and wear; goes with fuel-per-kwh");
  private static final Key<Double> GENSET_CO2 =
      Key.withDefault(
          "co2-kg-per-kwh",
          ValueTypes.number("kg a kWh", 0, Tariff.Co2.MOST_KG_PER_KWH),
          0.0,
          "emission of CO2 for a kWh from it (a diesel: 0.8 to 1), which costs co2-per-kg of the"
              + " tariff; goes with fuel-per-kwh");
  private static final Key<Duration> MIN_REST =
      Key.written("min-rest-s", UP_TO_A_DAY, "120", "shortest time between two runs");

  private static final Key<Role.ModeSwitch.Asked> ASKS =
      Key.required(
          "asks",
          ValueTypes.choice(Role.ModeSwitch.Asked.class),
          "mode while it is closed, above every remote command");

  private static final Key<Duration> HOLD =
      Key.written(
          "hold-s",
          ValueTypes.seconds(0, 864_000),
          "600",
          "how long the last valid limit holds when the contacts are invalid");
  private static final Key<Double> FALLBACK =
      Key.required("fallback-pct", PERCENT, "the limit after that");

  /** A tank and a house with a heated screed lose about 1 % of a degree's heat in an hour. */
  private static final double DEFAULT_LOSS_SHARE = 0.01;

  private static final ValueType<Double> CELSIUS = ValueTypes.number("°C", -30, 95);
  private static final Key<Double> PUMP_MAX =
      Key.required("max-w", POWER, "largest electrical power");
  private static final Key<Double> PUMP_MIN =
      Key.optional(
          "min-w", POWER, "max-w: it is on or off", "smallest electrical power while it runs");
  private static final Key<Double> COP =
      Key.withDefault(
          "cop", ValueTypes.number("", 1, 8), 3.5, "heat for a kWh of electricity, kWh");
  private static final Key<Double> COP_AT =
      Key.withDefault("cop-at-c", CELSIUS, 7.0, "outdoor temperature at which it has this cop");
  private static final Key<Double> COP_PER_K =
      Key.withDefault(
          "cop-per-k",
          ValueTypes.number("a degree", 0, 0.5),
          0.07,
          "how much better the cop is for each degree that it is warmer outside; counts if a device"
              + " reads outdoor_temperature_c");
  private static final Key<Double> HEAT =
      Key.required(
          "store-wh-per-k",
          ValueTypes.number("Wh/K", 20, 1e7),
          "heat that warms the store by a degree: litres of water x 1.16, or about 50 for each m2"
              + " of a house with a heated screed");
  private static final Key<Double> HEAT_LOSS =
      Key.optional(
          "loss-w-per-k",
          ValueTypes.number("W/K", 0, 1e6),
          "1 % of store-wh-per-k",
          "additional heat lost for each degree that the store is warmer");
  private static final Key<Double> LOWEST_C =
      Key.required("lowest-c", CELSIUS, "lower end of the comfort band");
  private static final Key<Double> HIGHEST_C =
      Key.required("highest-c", CELSIUS, "upper end of the comfort band");
  private static final Key<Duration> PUMP_RUN =
      Key.written("min-run-s", UP_TO_A_DAY, "1200", "shortest time of a run");
  private static final Key<Duration> PUMP_PAUSE =
      Key.written("min-pause-s", UP_TO_A_DAY, "1200", "shortest time between two runs");

  private static OptionalDouble degrees(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  static final List<SectionVariant<Role>> ALL =
      List.of(
          new SectionVariant<>(
              Role.GridMeter.class,
              Section.of("grid-meter", "The meter at the grid connection; exactly one."),
              (v, dir) -> new Role.GridMeter()),
          new SectionVariant<>(
              Role.UtilityMeter.class,
              Section.of("utility-meter", "The billing meter; read for the record."),
              (v, dir) -> new Role.UtilityMeter()),
          new SectionVariant<>(
              Role.Load.class,
              Section.of("load", "A feeder whose power is measured."),
              (v, dir) -> new Role.Load()),
          new SectionVariant<>(
              Role.Pv.class,
              Section.of("pv", "A PV inverter.", RATED, SAFE_LIMIT, TILT, AZIMUTH),
              (v, dir) ->
                  new Role.Pv(
                      v.get(RATED),
                      v.find(SAFE_LIMIT).orElse(v.get(RATED)),
                      degrees(v.find(TILT)),
                      degrees(v.find(AZIMUTH)))),
          new SectionVariant<>(
              Role.Wind.class,
              Section.of("wind", "A wind turbine with its inverter.", RATED, SAFE_LIMIT),
              (v, dir) -> new Role.Wind(v.get(RATED), v.find(SAFE_LIMIT).orElse(v.get(RATED)))),
          new SectionVariant<>(
              Role.Battery.class,
              Section.of(
                  "battery",
                  "A battery with its inverter.",
                  CAPACITY,
                  CHARGE,
                  DISCHARGE,
                  MIN_SOC,
                  MAX_SOC,
                  EFFICIENCY,
                  WEAR,
                  CHARGE_FROM_GRID,
                  DISCHARGE_TO_GRID),
              (v, dir) ->
                  new Role.Battery(
                      v.get(CAPACITY),
                      v.get(CHARGE),
                      v.find(DISCHARGE).orElse(v.get(CHARGE)),
                      v.get(MIN_SOC),
                      v.get(MAX_SOC),
                      v.get(EFFICIENCY),
                      v.get(WEAR),
                      new GridUse(v.get(CHARGE_FROM_GRID), v.get(DISCHARGE_TO_GRID)))),
          new SectionVariant<>(
              Role.EvCharger.class,
              Section.of(
                  "ev-charger",
                  "A charging point.",
                  EV_MIN,
                  EV_MAX,
                  EV_EFFICIENCY,
                  EV_DISCHARGE,
                  EV_RESERVE,
                  EV_WEAR,
                  EV_CAPACITY,
                  EV_WORTH),
              (v, dir) ->
                  new Role.EvCharger(
                      v.get(EV_MIN),
                      v.get(EV_MAX),
                      v.get(EV_EFFICIENCY),
                      v.find(EV_DISCHARGE).orElse(0.0),
                      v.find(EV_DISCHARGE).isPresent() ? v.get(EV_RESERVE) : 0.0,
                      v.find(EV_DISCHARGE).isPresent() ? v.get(EV_WEAR) : 0.0,
                      v.find(EV_CAPACITY),
                      v.find(EV_WORTH))),
          new SectionVariant<>(
              Role.Compute.class,
              Section.of(
                      "compute",
                      "A compute cluster whose power budget can be set.",
                      COMPUTE_MIN,
                      COMPUTE_MAX,
                      VALUE,
                      COMPUTE_RAMP)
                  .withChildren(CURVE),
              (v, dir) ->
                  new Role.Compute(
                      v.get(COMPUTE_MIN),
                      v.get(COMPUTE_MAX),
                      v.get(VALUE),
                      v.find(COMPUTE_RAMP).orElse(Double.POSITIVE_INFINITY),
                      v.all(CURVE).stream()
                          .map(p -> new Role.WorkPoint(p.get(POINT_W), p.get(POINT_WORK)))
                          .toList())),
          new SectionVariant<>(
              Role.LimitContact.class,
              Section.of(
                  "limit-contact", "The grid operator's contact.", CONTACT_IMPORT, CONTACT_EXPORT),
              (v, dir) -> new Role.LimitContact(v.find(CONTACT_IMPORT), v.find(CONTACT_EXPORT))),
          new SectionVariant<>(
              Role.ShedRelay.class,
              Section.of(
                  "shed-relay", "A relay that sheds a load when closed.", SHED, TIER, SHED_COST),
              (v, dir) -> new Role.ShedRelay(v.get(SHED), v.get(TIER), v.find(SHED_COST))),
          new SectionVariant<>(
              Role.Genset.class,
              Section.of(
                  "genset",
                  "A generating set with its own controller; its contact requests a run.",
                  RATED,
                  START_SOC,
                  STOP_SOC,
                  MIN_RUN,
                  MIN_REST,
                  GENSET_MIN,
                  FUEL,
                  START_COST,
                  GENSET_CO2),
              (v, dir) ->
                  new Role.Genset(
                      v.get(RATED),
                      v.get(START_SOC),
                      v.get(STOP_SOC),
                      v.get(MIN_RUN),
                      v.get(MIN_REST),
                      v.find(GENSET_MIN).orElse(LEAST_SHARE * v.get(RATED)),
                      v.find(FUEL),
                      v.get(START_COST),
                      v.get(GENSET_CO2))),
          new SectionVariant<>(
              Role.TransferSwitch.class,
              Section.of(
                  "transfer-switch",
                  "The request to the certified switch between site and grid, and its position."),
              (v, dir) -> new Role.TransferSwitch()),
          new SectionVariant<>(
              Role.ModeSwitch.class,
              Section.of("mode-switch", "A switch at the site that requests a mode.", ASKS),
              (v, dir) -> new Role.ModeSwitch(v.get(ASKS))),
          new SectionVariant<>(
              Role.FeedInLimit.class,
              Section.of(
                  "feed-in-limit",
                  "The grid operator's limit in percent of the PV's rated power.",
                  HOLD,
                  FALLBACK),
              (v, dir) -> new Role.FeedInLimit(v.get(HOLD), v.get(FALLBACK))),
          new SectionVariant<>(
              Role.SgReady.class,
              Section.of(
                  "sg-ready", "A heat pump with SG-Ready contacts that are only set by command."),
              (v, dir) -> new Role.SgReady()),
          new SectionVariant<>(
              Role.HeatPump.class,
              Section.of(
                  "heat-pump",
                  "A heat pump that is planned, with its tank or building as a store.",
                  PUMP_MAX,
                  PUMP_MIN,
                  COP,
                  COP_AT,
                  COP_PER_K,
                  HEAT,
                  HEAT_LOSS,
                  LOWEST_C,
                  HIGHEST_C,
                  PUMP_RUN,
                  PUMP_PAUSE),
              (v, dir) ->
                  new Role.HeatPump(
                      v.get(PUMP_MAX),
                      v.find(PUMP_MIN).orElse(v.get(PUMP_MAX)),
                      new Role.Cop(v.get(COP), v.get(COP_AT), v.get(COP_PER_K)),
                      new Role.HeatStore(
                          v.get(HEAT),
                          v.find(HEAT_LOSS).orElse(DEFAULT_LOSS_SHARE * v.get(HEAT)),
                          v.get(LOWEST_C),
                          v.get(HIGHEST_C)),
                      v.get(PUMP_RUN),
                      v.get(PUMP_PAUSE))));

  private RoleKinds() {}
}
