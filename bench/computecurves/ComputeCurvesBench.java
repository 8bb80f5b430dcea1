import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Two clusters over a week of recorded day-ahead prices, planned each quarter hour by their curves
 * of work over power, and by single values. See bench/compute-curves.
 */
final class ComputeCurvesBench {

  private static final Instant WEEK = Instant.parse("2024-05-05T22:00:00Z");
  private static final Instant DAYS = Instant.parse("2024-04-01T22:00:00Z");
  private static final int AHEAD = 144;

  /** Single values tried, in multiples of the mean price, for each cluster. */
  private static final double[] VALUES = {0, 0.4, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.7, 3};

  private static final double LEAST_GAIN = 3;
  private static final double PROPORTIONAL_GAIN = 0.5;
  private static final double MOST_TIMES = 1.3;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final Path data;
  private final BenchGoals goals = new BenchGoals();

  /**
   * Result of a week.
   *
   * @param cost energy bill with wear, less what the battery holds more
   * @param work full-power kWh, worth their shares of full work
   */
  private record Outcome(double cost, double work) {}

  private ComputeCurvesBench(Path data) {
    this.data = data;
  }

  /** Arguments: folder of measured series, days of the week to play, days to write, folder. */
  public static void main(String[] arguments) throws IOException {
    ComputeCurvesBench bench = new ComputeCurvesBench(Path.of(arguments[0]));
    int days = Integer.parseInt(arguments[1]);
    List<Cluster> measured = List.of(Cluster.DECODE, Cluster.TRAINING);
    List<Cluster> proportional = measured.stream().map(Cluster::proportional).toList();
    System.out.printf("work for the same money, %d days, beside the best single values%n", days);
    bench.gain("measured curves, grid alone", measured, days, false, LEAST_GAIN, 1e9);
    bench.gain("measured curves, battery and PV", measured, days, true, LEAST_GAIN, 1e9);
    for (boolean sunny : new boolean[] {false, true}) {
      bench.gain(
          "proportional curves, " + (sunny ? "battery and PV" : "grid alone"),
          proportional,
          days,
          sunny,
          -PROPORTIONAL_GAIN,
          PROPORTIONAL_GAIN);
    }
    bench.times(measured);
    bench.write(Integer.parseInt(arguments[2]), measured, Path.of(arguments[3]));
    bench.goals.exit();
  }

  private void gain(
      String what, List<Cluster> clusters, int days, boolean sunny, double least, double most) {
    CurveSite site = new CurveSite(data, WEEK, days, clusters, sunny);
    double price = site.meanPrice(0, days * CurveSite.DAY);
    List<Outcome> single = new ArrayList<>();
    for (double a : VALUES) {
      for (double b : VALUES) {
        single.add(play(site, days, new double[] {a * price, b * price}, false));
      }
    }
    for (double scale : new double[] {0.7, 1, 1.4}) {
      double value = scale * price;
      Outcome own = play(site, days, new double[] {value, value}, true);
      double other = workFor(own.cost, single);
      double gain = 100 * (own.work / other - 1);
      System.out.printf(
          Locale.ROOT,
          "%s, a kWh worth %.3f (%.1f of the mean price): %.0f for %.2f EUR, single values %.0f:"
              + " %+.2f %%%n",
          what,
          value,
          scale,
          own.work,
          own.cost,
          other,
          gain);
      goals.check(
          scale != 1 || (gain >= least && gain <= most),
          String.format(Locale.ROOT, "%s: gain of %.2f %%", what, gain));
    }
  }

  /** Each quarter hour plans anew, and carries out the plan's first slot. */
  private static Outcome play(CurveSite site, int days, double[] perKwh, boolean curves) {
    Planner planner = new Planner(site.model(perKwh, curves), PlannerSettings.DAEMON);
    double kwh = CurveSite.BATTERY.capacityKwh() / 2;
    double cost = 0;
    double work = 0;
    for (int k = 0; k < days * CurveSite.DAY; k++) {
      Plan plan = plan(planner, site.request(k, AHEAD, kwh));
      double computeKw = -plan.schedule().powerW(AssetSeries.COMPUTE)[0] / 1000;
      double batteryKw = site.sunny ? plan.schedule().powerW(AssetSeries.BATTERY)[0] / 1000 : 0;
      double curtailedKw = plan.schedule().curtailedW()[0] / 1000;
      double gridKw = computeKw - batteryKw - site.pvKw[k] + curtailedKw;
      double rate = (gridKw > 0 ? site.importPerKwh[k] : site.exportPerKwh[k]) * gridKw;
      rate += CurveSite.BATTERY.wearPerKwh() / 2 * Math.abs(batteryKw);
      cost += CurveSite.HOURS * rate;
      work += CurveSite.HOURS * work(site.clusters, computeKw, curves, perKwh);
      double efficiency = CurveSite.BATTERY.efficiency();
      kwh -= CurveSite.HOURS * (batteryKw > 0 ? batteryKw / efficiency : batteryKw * efficiency);
    }
    double left = kwh - CurveSite.BATTERY.capacityKwh() / 2;
    return new Outcome(cost - left * site.meanPrice(0, days * CurveSite.DAY), work);
  }

  private static Plan plan(Planner planner, PlanRequest request) {
    return switch (planner.plan(request)) {
      case PlanResult.Made made -> made.plan();
      case PlanResult.Failed failed -> throw new IllegalStateException(failed.reason());
    };
  }

  /**
   * Work of all clusters at a power together, kW at full work: with curves divided at best, with
   * single values the more valuable cluster first, as the plan's merit order does.
   */
  private static double work(
      List<Cluster> clusters, double totalKw, boolean curves, double[] perKwh) {
    Cluster a = clusters.get(0);
    Cluster b = clusters.get(1);
    double aboveKw = Math.max(0, totalKw - a.minKw() - b.minKw());
    double mostA = a.mostKw() - a.minKw();
    double mostB = b.mostKw() - b.minKw();
    if (!curves) {
      double ofA =
          perKwh[0] >= perKwh[1] ? Math.min(aboveKw, mostA) : Math.max(0, aboveKw - mostB);
      return a.mostKw() * a.share(a.minKw() + ofA)
          + b.mostKw() * b.share(b.minKw() + Math.min(mostB, aboveKw - ofA));
    }
    double best = 0;
    // The best division is at a point of one of the curves.
    List<Double> tried = new ArrayList<>(List.of(0.0, aboveKw, mostA));
    Arrays.stream(a.points()).forEach(point -> tried.add(point[0] - a.minKw()));
    Arrays.stream(b.points()).forEach(point -> tried.add(aboveKw - point[0] + b.minKw()));
    tried.add(aboveKw - mostB);
    for (double ofA : tried) {
      double ofB = aboveKw - ofA;
      if (ofA > -1e-6 && ofA < mostA + 1e-6 && ofB > -1e-6 && ofB < mostB + 1e-6) {
        best =
            Math.max(
                best,
                a.mostKw() * a.share(a.minKw() + ofA) + b.mostKw() * b.share(b.minKw() + ofB));
      }
    }
    return best;
  }

  /** Most work for a cost by any mixture of two outcomes in time. */
  private static double workFor(double cost, List<Outcome> outcomes) {
    ToDoubleFunction<Outcome> byCost = Outcome::cost;
    List<Outcome> sorted = new ArrayList<>(outcomes);
    sorted.sort(Comparator.comparingDouble(byCost));
    double most = 0;
    for (Outcome cheap : sorted) {
      if (cheap.cost <= cost) {
        most = Math.max(most, cheap.work);
        for (Outcome dear : sorted) {
          if (dear.cost > cost) {
            double part = (cost - cheap.cost) / (dear.cost - cheap.cost);
            most = Math.max(most, cheap.work + part * (dear.work - cheap.work));
          }
        }
      }
    }
    return most;
  }

  /** CPU time of a plan by curves over one by single values, by turns. */
  private void times(List<Cluster> clusters) {
    for (boolean sunny : new boolean[] {false, true}) {
      CurveSite site = new CurveSite(data, WEEK, 1, clusters, sunny);
      double price = site.meanPrice(0, CurveSite.DAY);
      double[] values = {price, price};
      Planner[] planners = {
        new Planner(site.model(values, false), PlannerSettings.DAEMON),
        new Planner(site.model(values, true), PlannerSettings.DAEMON)
      };
      PlanRequest request = site.request(0, AHEAD, 30);
      double[] best = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
      for (int round = 0; round < 8; round++) {
        for (int of = 0; of < planners.length; of++) {
          double ms = medianMs(planners[of], request);
          best[of] = round < 2 ? Double.POSITIVE_INFINITY : Math.min(best[of], ms);
        }
      }
      double times = best[1] / best[0];
      System.out.printf(
          Locale.ROOT,
          "a plan of %s: %.2f ms of CPU by single values, %.2f by curves: %.2f times%n",
          sunny ? "battery, PV and two clusters" : "two clusters",
          best[0],
          best[1],
          times);
      goals.check(
          times <= MOST_TIMES, String.format(Locale.ROOT, "a plan takes %.2f times as long", times));
    }
  }

  private static double medianMs(Planner planner, PlanRequest request) {
    double[] ms = new double[120];
    for (int i = 0; i < ms.length; i++) {
      long before = CPU.getCurrentThreadCpuTime();
      plan(planner, request);
      ms[i] = (CPU.getCurrentThreadCpuTime() - before) / 1e6;
    }
    Arrays.sort(ms);
    return ms[ms.length / 2];
  }

  /** Days for the mixed-integer program, each with the plan made at its midnight. */
  private void write(int days, List<Cluster> clusters, Path folder) throws IOException {
    CurveSite site = new CurveSite(data, DAYS, days, clusters, true);
    for (int day = 0; day < days; day++) {
      int from = day * CurveSite.DAY;
      double price = site.meanPrice(from, CurveSite.DAY);
      double storedKwh = CurveSite.BATTERY.capacityKwh() / 2;
      Planner planner =
          new Planner(site.model(new double[] {price, price}, true), PlannerSettings.DAEMON);
      Plan plan = plan(planner, site.request(from, CurveSite.DAY, storedKwh));
      write(folder.resolve("day" + day + ".json"), site, from, price, plan);
    }
  }

  private static void write(Path file, CurveSite site, int from, double perKwh, Plan plan)
      throws IOException {
    int to = from + CurveSite.DAY;
    try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
      json.writeStartObject();
      json.writeNumberField("slots", CurveSite.DAY);
      json.writeNumberField("slot_h", CurveSite.HOURS);
      json.writeNumberField("import_limit_kw", site.importKw());
      json.writeNumberField("export_limit_kw", site.exportKw());
      json.writeNumberField("value_per_kwh", perKwh);
      array(json, "import_per_kwh", Arrays.copyOfRange(site.importPerKwh, from, to));
      array(json, "export_per_kwh", Arrays.copyOfRange(site.exportPerKwh, from, to));
      array(json, "pv_kw", Arrays.copyOfRange(site.pvKw, from, to));
      json.writeObjectFieldStart("battery");
      json.writeNumberField("stored_kwh", CurveSite.BATTERY.capacityKwh() / 2);
      json.writeNumberField("least_kwh", CurveSite.BATTERY.capacityKwh() * 0.1);
      json.writeNumberField("most_kwh", CurveSite.BATTERY.capacityKwh() * 0.95);
      json.writeNumberField("kw", CurveSite.BATTERY.chargeKw());
      json.writeNumberField("efficiency_each_way", CurveSite.BATTERY.efficiency());
      json.writeNumberField("wear_per_kwh_each_way", CurveSite.BATTERY.wearPerKwh() / 2);
      json.writeEndObject();
      json.writeArrayFieldStart("clusters");
      for (Cluster cluster : site.clusters) {
        json.writeStartObject();
        json.writeNumberField("min_kw", cluster.minKw());
        json.writeArrayFieldStart("points");
        for (double[] point : cluster.points()) {
          json.writeArray(point, 0, point.length);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      array(json, "plan_compute_kw", kw(plan, AssetSeries.COMPUTE, -1));
      array(json, "plan_battery_kw", kw(plan, AssetSeries.BATTERY, 1));
      array(
          json,
          "plan_curtailed_kw",
          Arrays.stream(plan.schedule().curtailedW()).map(w -> w / 1000).toArray());
      json.writeEndObject();
    }
  }

  private static double[] kw(Plan plan, String asset, int sign) {
    return Arrays.stream(plan.schedule().powerW(asset)).map(w -> sign * w / 1000).toArray();
  }

  private static void array(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }
}
