import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
    String[] cells = described.split(",", 2);
    MeasuredSeries site = MeasuredSeries.read(folder, cells[1]);
    return new FleetSite(site.name(), cells[0], site.kind(), site.settings(), site.development());
  }

  /** Homes of made-up habits in two collections, an hour a row, for the short form. */
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
              new ForecastSettings(
                  ZoneOffset.UTC, series.step(), 36, Optional.empty(), OptionalDouble.empty()),
              series));
    }
    return sites;
  }
}
