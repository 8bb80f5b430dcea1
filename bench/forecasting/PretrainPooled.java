import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.pooled.PooledPretraining;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a pooled network for the first month; see bench/pretrain and bench/cold-start. */
class PretrainPooled {

  /**
   * @param arguments kind, file to write, share of the rows, seed, folder; then a site each as
   *     file,column,zone,latitude,longitude
   */
  public static void main(String[] arguments) throws Exception {
    SeriesKind kind = SeriesKind.valueOf(arguments[0]);
    double share = Double.parseDouble(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    List<PooledPretraining.Site> sites = new ArrayList<>();
    for (int i = 5; i < arguments.length; i++) {
      sites.add(site(Path.of(arguments[4]), arguments[i].split(","), share));
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
      PooledNetwork.write(
          kind, PooledPretraining.train(kind, sites, seed, System.err::println), out);
    }
  }

  private static PooledPretraining.Site site(Path folder, String[] cells, double share) {
    SeriesTable table =
        switch (SeriesFile.read(folder.resolve(cells[0]))) {
          case SeriesRead.Loaded loaded -> loaded.table();
          case SeriesRead.Refused refused -> throw new IllegalArgumentException(refused.toString());
        };
    TimeSeries all = table.series(cells[1], List.of());
    GeoPosition position =
        new GeoPosition(Double.parseDouble(cells[3]), Double.parseDouble(cells[4]));
    return new PooledPretraining.Site(
        all.head((int) (share * all.values().length)),
        new ForecastSettings(
            ZoneId.of(cells[2]),
            table.step(),
            (int) Duration.ofDays(1).dividedBy(table.step()),
            Optional.of(position),
            OptionalDouble.empty()));
  }
}
