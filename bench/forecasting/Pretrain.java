import io.spikewatt.controller.evaluate.SeriesFile;
import io.spikewatt.controller.evaluate.SeriesRead;
import io.spikewatt.controller.evaluate.SeriesTable;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.pooled.PooledPretraining;
import io.spikewatt.inference.train.PretrainedNetworks;
import io.spikewatt.inference.train.Pretraining;
import io.spikewatt.inference.train.PretrainingSite;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a network of several sites; see bench/pretrain and bench/cold-start. */
class Pretrain {

  /**
   * @param arguments "network" (LIF, where a site's own training starts from) or "pooled" (graded
   *     spikes, for a site's first month), kind, file to write, share of the rows, seed, folder;
   *     then a site each as file,column,zone,latitude,longitude,weather column…
   */
  public static void main(String[] arguments) throws Exception {
    SeriesKind kind = SeriesKind.valueOf(arguments[1]);
    double share = Double.parseDouble(arguments[3]);
    long seed = Long.parseLong(arguments[4]);
    List<PretrainingSite> sites = new ArrayList<>();
    for (int i = 6; i < arguments.length; i++) {
      sites.add(site(Path.of(arguments[5]), arguments[i].split(","), share));
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[2]))) {
      switch (arguments[0]) {
        case "network" ->
            PretrainedNetworks.write(
                kind, Pretraining.train(kind, sites, seed, System.err::println), out);
        case "pooled" ->
            PooledNetwork.write(
                kind, PooledPretraining.train(kind, sites, seed, System.err::println), out);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  private static PretrainingSite site(Path folder, String[] told, double share) {
    SeriesTable table =
        switch (SeriesFile.read(folder.resolve(told[0]))) {
          case SeriesRead.Loaded loaded -> loaded.table();
          case SeriesRead.Refused refused -> throw new IllegalArgumentException(refused.toString());
        };
    List<String> weather = List.of(told).subList(5, told.length);
    TimeSeries all = table.series(told[1], weather);
    GeoPosition geoPosition =
        new GeoPosition(Double.parseDouble(told[3]), Double.parseDouble(told[4]));
    return new PretrainingSite(
        all.head((int) (share * all.values().length)),
        new ForecastSettings(
            ZoneId.of(told[2]),
            table.step(),
            (int) Duration.ofDays(1).dividedBy(table.step()),
            Optional.of(geoPosition),
            OptionalDouble.empty(),
            weather));
  }
}
