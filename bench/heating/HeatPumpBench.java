import io.spikewatt.config.site.Role;
import io.spikewatt.simulator.physics.Building;
import io.spikewatt.simulator.physics.HeatConditions;
import io.spikewatt.simulator.physics.HeatPumpDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** See bench/heat-pump. */
final class HeatPumpBench {

  /** A thermostat keeps this distance from the lower end, because the floor answers late, K. */
  private static final double THERMOSTAT_K = 0.45;

  private static final double STEP_S = 60;

  /** Goal: share of the saving of the program that knows the future. */
  private static final double SHARE = 0.6;

  /** Goal: share of hours whose mean is below the band. */
  private static final double OUTSIDE = 0.005;

  private static final Role.HeatPump PUMP =
      new Role.HeatPump(
          4_000,
          1_000,
          new Role.Cop(3.8, 7, 0.08),
          new Role.HeatStore(11_000, 190, 20, 22.5),
          Duration.ofMinutes(20),
          Duration.ofMinutes(20));

  private static final Building.Size HOUSE = Building.Size.HOUSE;

  private final HeatYear year;
  private final boolean part;

  private HeatPumpBench(HeatYear year, boolean part) {
    this.year = year;
    this.part = part;
  }

  public static void main(String[] arguments) throws IOException {
    HeatYear year = HeatYear.read(Path.of(arguments[0]));
    if (arguments.length > 2) {
      year = year.part(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
    System.exit(new HeatPumpBench(year, arguments.length > 2).run() ? 0 : 1);
  }

  /** Sets the pump once a minute. */
  private interface Control {
    void set(HeatPumpDevice pump, double temperatureC, int slot, long second);
  }

  /**
   * A year's outcome.
   *
   * @param cost of electricity, currency
   * @param roomC at the end of each slot, °C
   * @param coldHours share of hours whose mean is below the band
   */
  private record Outcome(double cost, double kwh, double[] roomC, double endC, double coldHours) {}

  private boolean run() {
    Outcome thermostat = simulate(PUMP.store().lowestC() + THERMOSTAT_K, (pump, c, slot, second) -> {});
    double[] lowC = new double[year.slots()];
    double[] highC = new double[year.slots()];
    for (int k = 0; k < lowC.length; k++) {
      lowC[k] = Math.min(PUMP.store().lowestC(), thermostat.roomC[k]) - 0.01;
      highC[k] = Math.max(PUMP.store().highestC(), thermostat.roomC[k]) + 0.01;
    }
    PerfectForesight program = new PerfectForesight(year, PUMP, HOUSE, startC(), lowC, highC);
    double[] kw = program.solve();
    double[] rooms = program.rooms(kw);
    double cost = 0;
    double kwh = 0;
    for (int k = 0; k < kw.length; k++) {
      cost += kw[k] / 4 * year.importPerKwh()[k];
      kwh += kw[k] / 4;
    }
    System.out.println("                    cost      kWh  cold, %    share");
    print("thermostat", thermostat.cost, thermostat.kwh, thermostat.coldHours, 0);
    double saved = thermostat.cost - cost;
    print("future known", cost, kwh, cold(rooms), 1);
    ProductRun run = new ProductRun(year, PUMP);
    Outcome product = simulate(PUMP.store().lowestC(), run::minute);
    double share = (thermostat.cost - product.cost) / saved;
    print("product", product.cost, product.kwh, product.coldHours, share);
    return part || (share >= SHARE && product.coldHours <= OUTSIDE);
  }

  private static void print(String name, double cost, double kwh, double cold, double share) {
    System.out.printf(
        Locale.ROOT, "%-14s %8.2f %8.0f %8.3f %8.2f%n", name, cost, kwh, 100 * cold, share);
  }

  private static double startC() {
    return PUMP.store().lowestC() + 0.5;
  }

  private Outcome simulate(double thermostatC, Control control) {
    Building house = new Building(HOUSE, startC());
    HeatPumpDevice pump = new HeatPumpDevice(PUMP, house, thermostatC);
    double[] roomC = new double[year.slots()];
    double cost = 0;
    double kwh = 0;
    long nanos = 0;
    for (int k = 0; k < year.slots(); k++) {
      HeatConditions now = new HeatConditions(year.outdoorC()[k], year.gainW()[k], 0);
      for (int i = 0; i < HeatYear.SLOT.toSeconds() / STEP_S; i++) {
        control.set(pump, house.temperatureC(), k, nanos / 1_000_000_000L);
        pump.served(pump.demandW(nanos, STEP_S), now, STEP_S);
        kwh += pump.powerW() / 1000 * STEP_S / 3600;
        cost += pump.powerW() / 1000 * STEP_S / 3600 * year.importPerKwh()[k];
        nanos += (long) (STEP_S * 1e9);
      }
      roomC[k] = house.temperatureC();
    }
    return new Outcome(cost, kwh, roomC, house.temperatureC(), cold(roomC));
  }

  private static double cold(double[] roomC) {
    int cold = 0;
    int hours = roomC.length / 4;
    for (int h = 0; h < hours; h++) {
      double mean = 0;
      for (int k = 0; k < 4; k++) {
        mean += roomC[4 * h + k] / 4;
      }
      cold += mean < PUMP.store().lowestC() - 0.02 ? 1 : 0;
    }
    return (double) cold / hours;
  }
}
