import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.heatpump.HeatDemand;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.IntStream;

/** See bench/fortnights. */
final class FortnightBench {

  /** Goal: bill over the program's bill, in winter. */
  private static final double WINTER_BILL = 1.01;

  /** Goal: share of the program's saving over rules, in spring. */
  private static final double SPRING_SHARE = 0.95;

  /** Goal: what a day may cost more than with the program, currency. */
  private static final double WORST_DAY = 0.20;

  /** Shares of the comfort band that the program keeps free at each end. */
  private static final double[] MARGINS = {0, 0.05, 0.1, 0.2};

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Brussels, latitude: 38, longitude: 10 }
      grid: { import-limit-w: 17000, export-limit-w: 10000 }
      tariff: { currency: EUR, import-per-kwh: 0.25, export-per-kwh: 0.05 }
      storage: { directory: /nowhere }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: m.lan }, grid-meter: }
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: p.lan }, pv: { rated-w: 8000 } }
        - id: battery1
          profile: hybrid-battery
          connection: { modbus-tcp: b.lan }
          battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, min-soc-pct: 10, max-soc-pct: 100, efficiency: 0.95, wear-per-kwh: 0.02 }
        - id: ev1
          profile: plc-ev-charger
          connection: { opc-ua: "opc.tcp://c.lan/plc", security: none }
          ev-charger: { max-w: 11000, efficiency: 0.9 }
        - id: heatpump1
          profile: lambda-eu-l
          connection: { modbus-tcp: h.lan }
          heat-pump: { max-w: 3000, store-wh-per-k: 11000, lowest-c: 20, highest-c: 22.5 }
      """;

  private final FortnightSeries time;
  private final Site site;
  private final HorizonForecasts outlooks;
  private final double dearestPerKwh;

  /** Worth of a stored kWh when each day begins: of the battery, then of heat. */
  private final double[] worth;

  /**
   * Cost of a strategy.
   *
   * @param days by day, with the change of what is stored
   * @param missed part of the cost for cars and rooms
   */
  private record Outcome(double[] days, double missed, double importKwh, double seconds) {
    double cost() {
      return IntStream.range(0, days.length).mapToDouble(day -> days[day]).sum();
    }
  }

  private FortnightBench(FortnightSeries time, Site site, Path folder)
      throws IOException, SQLException {
    this.time = time;
    this.site = site;
    this.outlooks = new HorizonForecasts(time, site, folder);
    dearestPerKwh = slots().mapToDouble(time::importPerKwh).max().orElseThrow();
    HomeState warm = home();
    outlooks.warmedUp(warm);
    worth = ProgramStrategy.worth(time, warm, 2 * dearestPerKwh);
  }

  private IntStream slots() {
    return IntStream.range(0, time.slots());
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Locale.setDefault(Locale.ROOT);
    Path data = Path.of(arguments[0]);
    int days = Integer.parseInt(arguments[2]);
    Path folder = Path.of(arguments[1]);
    Site site =
        switch (ConfigLoader.load(SITE, "/home.yaml")) {
          case LoadedSite.Ok ok -> ok.site();
          case LoadedSite other -> throw new IllegalStateException(other.toString());
        };
    BenchGoals goals = new BenchGoals();
    // Chosen before any result was looked at: of the fortnights that begin on a Monday, in winter
    // the coldest from December to February, in spring, while houses are heated (March and
    // April), the one with the most hours of a negative price.
    FortnightSeries winter =
        new FortnightSeries(data, "winter", LocalDate.parse("2023-12-25"), days, 522, 101);
    new FortnightBench(winter, site, folder.resolve("winter")).run(goals, days == 14);
    FortnightSeries spring =
        new FortnightSeries(data, "spring", LocalDate.parse("2024-04-01"), days, 574, 202);
    new FortnightBench(spring, site, folder.resolve("spring")).run(goals, days == 14);
    goals.exit();
  }

  private void run(BenchGoals goals, boolean held) throws IOException {
    Outcome rules = simulate(new RuleStrategy(time));
    Outcome ours = simulate(new PlannerStrategy(time, site));
    Outcome program = program();
    System.out.printf(
        "%s: %d days from %s, %d quarter hours with a negative price of export%n",
        time.name,
        time.days,
        time.start,
        slots().filter(k -> time.exportPerKwh(k) < 0).count());
    System.out.println("              bill, EUR   missed  import, kWh   seconds");
    print("rules", rules);
    print("spikewatt", ours);
    print("HiGHS", program);
    days("rules by day, ct", rules.days, null);
    days("HiGHS by day, ct", program.days, null);
    days("more than HiGHS, ct", ours.days, program.days);
    double worst =
        IntStream.range(0, time.days)
            .mapToDouble(day -> ours.days[day] - program.days[day])
            .max()
            .orElseThrow();
    double share = (rules.cost() - ours.cost()) / (rules.cost() - program.cost());
    double ratio = ours.cost() / program.cost();
    System.out.printf(
        "bill over HiGHS' %.4f, share of its saving over rules %.3f, worst day %+.2f EUR%n%n",
        ratio, share, worst);
    if (held && time.name.equals("winter")) {
      goals.check(
          ratio <= WINTER_BILL, String.format("winter's bill %.4f of HiGHS', goal 1.01", ratio));
    }
    if (held && time.name.equals("spring")) {
      goals.check(
          share >= SPRING_SHARE,
          String.format("spring's share of the saving %.3f, goal 0.95", share));
    }
    if (held) {
      goals.check(
          worst <= WORST_DAY,
          String.format("%s: a day costs %.2f EUR more, goal 0.20", time.name, worst));
    }
  }

  /** With the margin of comfort that turns out to be the best for it. */
  private Outcome program() throws IOException {
    Outcome best = null;
    for (double margin : MARGINS) {
      try (ProgramStrategy solver = new ProgramStrategy(margin)) {
        Outcome outcome = simulate(solver);
        System.out.printf(
            "HiGHS with %2.0f %% of the comfort band free: bill %.2f, of it missed %.2f%n",
            100 * margin, outcome.cost(), outcome.missed);
        best = best == null || outcome.cost() < best.cost() ? outcome : best;
      }
    }
    return best;
  }

  private static void days(String what, double[] days, double[] less) {
    System.out.printf("  %-20s", what);
    for (int day = 0; day < days.length; day++) {
      System.out.printf(" %5.0f", 100 * (days[day] - (less == null ? 0 : less[day])));
    }
    System.out.println();
  }

  private static void print(String who, Outcome of) {
    System.out.printf(
        "  %-10s %10.2f %8.2f %12.0f %9.0f%n",
        who, of.cost(), of.missed, of.importKwh, of.seconds);
  }

  private Outcome simulate(DispatchStrategy course) {
    HomeState home = home();
    HeatDemand demand = outlooks.warmedUp(home);
    double[] days = new double[time.days];
    double missed = 0;
    double importKwh = 0;
    long began = System.nanoTime();
    for (int slot = 0; slot < time.slots(); slot++) {
      home.begin(slot);
      HorizonInputs ahead = outlooks.at(slot, demand, home.roomC);
      HomeState.Powers powers = course.decide(slot, home, ahead);
      days[slot / FortnightSeries.DAY] += slot % FortnightSeries.DAY == 0 ? worth(home, slot / FortnightSeries.DAY) : 0;
      double beforeC = home.roomC;
      HomeState.Slot ran = home.run(slot, powers);
      outlooks.learn(demand, slot, ran.pumpKw(), (beforeC + home.roomC) / 2);
      boolean ends = slot % FortnightSeries.DAY == FortnightSeries.DAY - 1;
      days[slot / FortnightSeries.DAY] += ran.cost() + ran.missed() - (ends ? worth(home, slot / FortnightSeries.DAY + 1) : 0);
      missed += ran.missed();
      importKwh += Math.max(0, ran.gridKw()) * HomeState.HOURS;
    }
    return new Outcome(days, missed, importKwh, (System.nanoTime() - began) / 1e9);
  }

  private HomeState home() {
    return new HomeState(time, HomeState.PUMP.store().lowestC() + 0.5, 2 * dearestPerKwh);
  }

  /** Worth of what is stored, for a program that knows the whole time, currency. */
  private double worth(HomeState home, int day) {
    return worth[day] * home.batteryKwh + worth[time.days + 1 + day] * home.heatKwh();
  }
}
