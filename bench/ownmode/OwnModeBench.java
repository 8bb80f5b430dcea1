import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** See bench/own-mode. */
final class OwnModeBench {

  /** Goal: share of the saving of a battery that is written at no cost. */
  private static final double SHARE = 0.7;

  /** Goal: writes a day. */
  private static final long WRITES = 250;

  private OwnModeBench() {}

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path data = Path.of(arguments[0]);
    int days = Integer.parseInt(arguments[1]);
    Path work = Files.createTempDirectory("own-mode");
    boolean good = true;
    Map<String, HomeSeries> homes =
        Map.of(
            "Sydney, PV 4.2 kW",
            HomeSeries.read(
                data,
                "home_sydney_pv.csv.gz",
                ZoneId.of("Australia/Sydney"),
                LocalDate.of(2011, 10, 3),
                days,
                4),
            "Fontana, PV 4 kW",
            HomeSeries.read(
                data,
                "home_fontana_01.csv.gz",
                ZoneId.of("America/Los_Angeles"),
                LocalDate.of(2017, 4, 3),
                days,
                1));
    for (boolean dayAhead : new boolean[] {false, true}) {
      double[] sum = new double[HomeRun.Battery.values().length];
      long[] writes = new long[sum.length];
      for (String name : homes.keySet().stream().sorted().toList()) {
        System.out.printf(
            "%s, %d days, %s%n", name, days, dayAhead ? "day-ahead prices" : "one price");
        System.out.println("                    cost   import   export  wear/day  writes/day");
        for (HomeRun.Battery kind : HomeRun.Battery.values()) {
          Path folder = work.resolve(name.substring(0, 3) + kind + dayAhead);
          HomeRun.Outcome of = new HomeRun(homes.get(name), kind, dayAhead).run(folder);
          sum[kind.ordinal()] += of.cost();
          writes[kind.ordinal()] = Math.max(writes[kind.ordinal()], of.writes());
          System.out.printf(
              "  %-14s %8.2f %8.1f %8.1f %9d %11d%n",
              kind.name().toLowerCase(Locale.ROOT),
              of.cost(),
              of.importKwh(),
              of.exportKwh(),
              of.wearing(),
              of.writes());
        }
      }
      double alone = sum[HomeRun.Battery.ALONE.ordinal()];
      double best = alone - sum[HomeRun.Battery.UNRESTRICTED.ordinal()];
      for (HomeRun.Battery kind : List.of(HomeRun.Battery.HUAWEI, HomeRun.Battery.SOLAREDGE)) {
        double saved = alone - sum[kind.ordinal()];
        System.out.printf(
            "  %-14s saves %.2f of %.2f%n", kind.name().toLowerCase(Locale.ROOT), saved, best);
        good &= Math.round(100 * saved) >= 0 && writes[kind.ordinal()] <= WRITES;
        good &= !dayAhead || saved >= SHARE * best;
      }
    }
    System.exit(good ? 0 : 1);
  }
}
