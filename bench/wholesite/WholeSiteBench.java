import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans random whole sites and writes each as {@code case.json} and {@code plan.csv}, for others to
 * solve and bill. See bench/whole-site.
 */
final class WholeSiteBench {

  private static final List<Set<RandomSite.Part>> SITES =
      List.of(
          EnumSet.allOf(RandomSite.Part.class),
          EnumSet.of(RandomSite.Part.BATTERY, RandomSite.Part.CAR),
          EnumSet.of(RandomSite.Part.BATTERY, RandomSite.Part.PUMP),
          EnumSet.of(RandomSite.Part.CAR, RandomSite.Part.PUMP));

  private WholeSiteBench() {}

  /** Arguments: first seed, number of seeds, folder. */
  public static void main(String[] arguments) throws IOException {
    long from = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    Path folder = Path.of(arguments[2]);
    for (long seed = from; seed < from + count; seed++) {
      for (Set<RandomSite.Part> parts : SITES) {
        write(folder, new RandomSite(seed, parts));
      }
    }
  }

  private static void write(Path folder, RandomSite site) throws IOException {
    PlanResult result = new Planner(site.model(), PlannerSettings.DAEMON).plan(site.request());
    if (!(result instanceof PlanResult.Made made)) {
      throw new IllegalStateException("no plan for seed " + site.seed + ": " + result);
    }
    Path own = Files.createDirectories(folder.resolve(name(site)));
    writeCase(own.resolve("case.json"), site);
    writePlan(own.resolve("plan.csv"), made.plan());
  }

  private static String name(RandomSite site) {
    boolean whole = site.parts.size() == RandomSite.Part.values().length;
    return site.seed + (whole ? "" : "-" + parts(site).replace("+", "-"));
  }

  private static String parts(RandomSite site) {
    return site.parts.stream()
        .map(part -> part.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("+"));
  }

  private static void writePlan(Path file, Plan plan) throws IOException {
    PlanSchedule schedule = plan.schedule();
    double[] battery = schedule.powerW(AssetSeries.BATTERY);
    double[] car = schedule.powerW(AssetSeries.EV);
    double[] pump = schedule.powerW(AssetSeries.HEAT_PUMP);
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println("slot,battery_kw,car_kw,pump_kw,curtailed_kw,import_kw,export_kw");
      for (int k = 0; k < plan.slots(); k++) {
        out.printf(
            Locale.ROOT,
            "%d,%.9f,%.9f,%.9f,%.9f,%.9f,%.9f%n",
            k,
            battery[k] / 1000,
            -car[k] / 1000,
            -pump[k] / 1000,
            schedule.curtailedW()[k] / 1000,
            Math.max(0, schedule.gridW()[k]) / 1000,
            Math.max(0, -schedule.gridW()[k]) / 1000);
      }
    }
  }

  private static void writeCase(Path file, RandomSite site) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newOutputStream(file)).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("seed", site.seed);
      json.writeStringField("parts", parts(site));
      json.writeNumberField("slots", RandomSite.SLOTS);
      json.writeNumberField("slot_h", RandomSite.HOURS);
      json.writeNumberField("import_limit_kw", site.importKw);
      json.writeNumberField("export_limit_kw", site.exportKw);
      json.writeNumberField("beyond_limit_per_kwh", PlannerSettings.DAEMON.penalties().limit());
      json.writeNumberField("demand_per_kw", site.demandPerKw);
      json.writeNumberField("peak_so_far_kw", site.soFarKw);
      array(json, "import_per_kwh", site.importPerKwh);
      array(json, "export_per_kwh", site.exportPerKwh);
      array(json, "load_kw", site.loadKw);
      array(json, "pv_kw", site.pvKw);
      if (site.has(RandomSite.Part.BATTERY)) {
        battery(json, site);
      }
      if (site.has(RandomSite.Part.CAR)) {
        car(json, site);
      }
      if (site.has(RandomSite.Part.PUMP)) {
        pump(json, site);
      }
      json.writeEndObject();
    }
  }

  private static void battery(JsonGenerator json, RandomSite site) throws IOException {
    double capacity = site.battery.capacityKwh();
    json.writeObjectFieldStart("battery");
    json.writeNumberField("stored_kwh", capacity * site.batterySocPct / 100);
    json.writeNumberField("least_kwh", capacity * site.battery.minSocPct() / 100);
    json.writeNumberField("most_kwh", capacity * site.battery.maxSocPct() / 100);
    json.writeNumberField("charge_kw", site.battery.chargeKw());
    json.writeNumberField("discharge_kw", site.battery.dischargeKw());
    json.writeNumberField("efficiency_each_way", site.battery.efficiency());
    json.writeNumberField("wear_per_kwh_each_way", site.battery.wearPerKwh() / 2);
    json.writeEndObject();
  }

  private static void car(JsonGenerator json, RandomSite site) throws IOException {
    double capacity = site.car.capacityWh() / 1000;
    double perKwh = site.demandPerKw / RandomSite.HOURS / site.charger.efficiency();
    json.writeObjectFieldStart("car");
    json.writeNumberField("missing_kwh", capacity * (site.car.targetPct() - site.car.socPct()) / 100);
    json.writeNumberField("leaves_at_slot", site.carSlots());
    json.writeNumberField("most_kw", site.charger.maxW() / 1000);
    json.writeNumberField("efficiency", site.charger.efficiency());
    json.writeNumberField(
        "short_per_kwh", PlannerSettings.DAEMON.penalties().chargeShort() + perKwh);
    json.writeEndObject();
  }

  private static void pump(JsonGenerator json, RandomSite site) throws IOException {
    Actuator actuator = site.pump.actuator();
    json.writeObjectFieldStart("pump");
    json.writeNumberField("stored_kwh", site.pump.storage().storedKwh());
    json.writeNumberField("band_kwh", site.pump.storage().bandKwh());
    json.writeNumberField("loss_per_hour", site.pump.storage().lossPerHour());
    json.writeNumberField("outside_per_kwh_hour", site.pump.storage().outsidePerKwhHour());
    array(json, "demand_kw", site.heatDemandKw);
    array(json, "heat_per_kwh", site.heatPerKwh);
    json.writeNumberField("most_kw", actuator.power().mostW() / 1000);
    switch (actuator.power()) {
      case Actuator.Modulating any -> json.writeNumberField("least_kw", any.leastW() / 1000);
      case Actuator.Levels levels ->
          array(json, "levels_kw", java.util.Arrays.stream(levels.watts()).map(w -> w / 1000).toArray());
    }
    json.writeNumberField("least_run_slots", slots(actuator.minRun()));
    json.writeNumberField("least_pause_slots", slots(actuator.minPause()));
    json.writeEndObject();
  }

  /** Whole slots that a run or a pause lasts at least; one where any slot may differ. */
  private static long slots(Duration least) {
    return Math.max(1, Math.ceilDiv(least.toMinutes(), 15));
  }

  private static void array(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }
}
