import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A site of the fleet.
 *
 * @param collection where it was recorded: sites of one collection are judged together
 * @param series the first 80 % of its rows
 */
record FleetSite(
    String name, String collection, SeriesKind kind, ForecastSettings settings, TimeSeries series) {

  /** Of {@code COLLECTION,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,…]}. */
  static FleetSite read(Path folder, String described) {
    String[] cells = described.split(",");
    TimeSeries all =
        switch (SeriesFile.read(folder.resolve(cells[1]))) {
          case SeriesRead.Loaded loaded -> loaded.table().series(cells[2], List.of());
          case SeriesRead.Refused refused -> throw new IllegalArgumentException(refused.toString());
        };
    GeoPosition position =
        new GeoPosition(Double.parseDouble(cells[5]), Double.parseDouble(cells[6]));
    return new FleetSite(
        cells[1].replace(".csv.gz", "") + "/" + cells[2].replaceAll("_.*", ""),
        cells[0],
        SeriesKind.valueOf(cells[3]),
        settings(ZoneId.of(cells[4]), all.step(), all.slotsPerDay(), Optional.of(position)),
        all.head((int) (0.8 * all.values().length)));
  }

  private static ForecastSettings settings(
      ZoneId zone, Duration step, int slotsPerDay, Optional<GeoPosition> position) {
    return new ForecastSettings(
        zone, step, slotsPerDay * 3 / 2, position, OptionalDouble.empty(), List.of());
  }

  /** Homes of made-up habits in four collections, an hour a row, for the short form. */
  static List<FleetSite> madeUp(int count, int days) {
    List<FleetSite> sites = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int site = 0; site < count; site++) {
      double evening = 17 + 4 * random.nextDouble();
      double weekend = random.nextDouble(-0.3, 0.5);
      double size = Math.exp(random.nextDouble(-1, 2));
      double[] values = new double[24 * days];
      double mood = 0;
      for (int k = 0; k < values.length; k++) {
        double hour = k % 24;
        mood = 0.9 * mood + 0.1 * random.nextDouble(-1.5, 1.5);
        double habit = 0.3 + Math.exp(-Math.pow((hour - evening) / 2.5, 2));
        double free = k / 24 % 7 >= 5 ? 1 + weekend : 1;
        values[k] = size * (habit * free * Math.exp(mood) + 0.1 * random.nextDouble());
      }
      TimeSeries series =
          new TimeSeries(Instant.parse("2024-01-01T00:00:00Z"), Duration.ofHours(1), values);
      sites.add(
          new FleetSite(
              "made-up " + site,
              "collection " + site % 2,
              SeriesKind.LOAD,
              settings(ZoneId.of("UTC"), series.step(), 24, Optional.empty()),
              series));
    }
    return sites;
  }
}
