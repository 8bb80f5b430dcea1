import io.spikewatt.config.site.Role;
import io.spikewatt.simulator.physics.Building;
import io.spikewatt.simulator.physics.HeatConditions;
import io.spikewatt.simulator.physics.HeatPumpDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** See bench/heat-pump. */
final class HeatPumpBench {

  /** A thermostat keeps this distance from the lower end, because the floor answers late, K. */
  private static final double THERMOSTAT_K = 0.45;

  private static final double STEP_S = 60;

  /** Goal: share of the saving of the program that knows the future. */
  private static final double SHARE = 0.6;

  /** Goal: share of hours whose mean is below the band. */
  private static final double OUTSIDE = 0.005;

  /**
   * A house with its pump as it is configured, in a year.
   *
   * @param weather data set
   * @param priceYear in which the data set's first day counts
   */
  private record House(
      String name, Building.Size size, Role.HeatPump pump, String weather, int priceYear) {}

  /** The second one's store is configured by rule of thumb: 60 Wh/K a m2, heat load / 32 K. */
  private static final List<House> HOUSES =
      List.of(
          new House(
              "house of 140 m2 of about 2000, prices of 2023",
              Building.Size.HOUSE,
              pump(4_000, 1_000, new Role.HeatStore(11_000, 190, 20, 22.5)),
              "pv_hebei_01",
              2023),
          new House(
              "house of 150 m2 of about 2015, another site, prices of 2022",
              new Building.Size(6_000, 2_500, 1_200, 110),
              pump(2_500, 700, new Role.HeatStore(9_000, 125, 20.5, 23)),
              "pv_hebei_07",
              2022));

  private static Role.HeatPump pump(double maxW, double minW, Role.HeatStore store) {
    Duration least = Duration.ofMinutes(20);
    return new Role.HeatPump(maxW, minW, new Role.Cop(3.8, 7, 0.08), store, least, least);
  }

  private final HeatYear year;
  private final House house;
  private final Role.HeatPump pump;

  private HeatPumpBench(HeatYear year, House house) {
    this.year = year;
    this.house = house;
    this.pump = house.pump;
  }

  public static void main(String[] arguments) throws IOException {
    boolean part = arguments.length > 2;
    boolean good = true;
    for (House house : HOUSES) {
      HeatYear year = HeatYear.read(Path.of(arguments[0]), house.weather, house.priceYear);
      if (part) {
        year = year.part(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      }
      good &= new HeatPumpBench(year, house).run();
    }
    System.exit(part || good ? 0 : 1);
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
  private record Outcome(double cost, double kwh, double[] roomC, double coldHours) {}

  private boolean run() {
    Outcome thermostat = simulate(pump.store().lowestC() + THERMOSTAT_K, (pump, c, slot, second) -> {});
    double[] lowC = new double[year.slots()];
    double[] highC = new double[year.slots()];
    for (int k = 0; k < lowC.length; k++) {
      lowC[k] = Math.min(pump.store().lowestC(), thermostat.roomC[k]) - 0.01;
      highC[k] = Math.max(pump.store().highestC(), thermostat.roomC[k]) + 0.01;
    }
    PerfectForesight program = new PerfectForesight(year, pump, house.size, startC(), lowC, highC);
    double[] kw = program.solve();
    double[] rooms = program.rooms(kw);
    double cost = 0;
    double kwh = 0;
    for (int k = 0; k < kw.length; k++) {
      cost += kw[k] / 4 * year.importPerKwh()[k];
      kwh += kw[k] / 4;
    }
    System.out.println(house.name);
    System.out.println("                    cost      kWh  cold, %    share");
    print("thermostat", thermostat.cost, thermostat.kwh, thermostat.coldHours, 0);
    double saved = thermostat.cost - cost;
    print("future known", cost, kwh, cold(rooms), 1);
    ProductRun run = new ProductRun(year, pump);
    Outcome product = simulate(pump.store().lowestC(), run::minute);
    double share = (thermostat.cost - product.cost) / saved;
    print("product", product.cost, product.kwh, product.coldHours, share);
    return share >= SHARE && product.coldHours <= OUTSIDE;
  }

  private static void print(String name, double cost, double kwh, double cold, double share) {
    System.out.printf(
        Locale.ROOT, "%-14s %8.2f %8.0f %8.3f %8.2f%n", name, cost, kwh, 100 * cold, share);
  }

  private double startC() {
    return pump.store().lowestC() + 0.5;
  }

  private Outcome simulate(double thermostatC, Control control) {
    Building building = new Building(house.size, startC());
    HeatPumpDevice device = new HeatPumpDevice(pump, building, thermostatC);
    double[] roomC = new double[year.slots()];
    double cost = 0;
    double kwh = 0;
    long nanos = 0;
    for (int k = 0; k < year.slots(); k++) {
      HeatConditions now = new HeatConditions(year.outdoorC()[k], year.gainW()[k], 0);
      for (int i = 0; i < HeatYear.SLOT.toSeconds() / STEP_S; i++) {
        control.set(device, building.temperatureC(), k, nanos / 1_000_000_000L);
        device.served(device.demandW(nanos, STEP_S), now, STEP_S);
        kwh += device.powerW() / 1000 * STEP_S / 3600;
        cost += device.powerW() / 1000 * STEP_S / 3600 * year.importPerKwh()[k];
        nanos += (long) (STEP_S * 1e9);
      }
      roomC[k] = building.temperatureC();
    }
    return new Outcome(cost, kwh, roomC, cold(roomC));
  }

  private double cold(double[] roomC) {
    int hours = roomC.length / 4;
    double coldC = pump.store().lowestC() - 0.02;
    return IntStream.range(0, hours)
        .mapToDouble(h -> Arrays.stream(roomC, 4 * h, 4 * h + 4).average().orElseThrow())
        .mapToLong(meanC -> meanC < coldC ? 1 : 0)
        .average()
        .orElseThrow();
  }
}
