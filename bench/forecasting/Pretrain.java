import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.pooled.PooledPretraining;
import io.spikewatt.inference.train.PretrainedNetworks;
import io.spikewatt.inference.train.Pretraining;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Trains a network of several sites; see bench/pretrain and bench/cold-start. */
class Pretrain {

  /**
   * @param arguments "network" (LIF, where a site's own training starts from) or "pooled" (graded
   *     spikes, for a site's first month), kind, file to write, share of the rows, seed, folder;
   *     then a site each as file,column,kind,zone,latitude,longitude,weather column…
   */
  public static void main(String[] arguments) throws Exception {
    SeriesKind kind = SeriesKind.valueOf(arguments[1]);
    double share = Double.parseDouble(arguments[3]);
    long seed = Long.parseLong(arguments[4]);
    List<Pretraining.Site> sites = new ArrayList<>();
    for (int i = 6; i < arguments.length; i++) {
      sites.add(site(Path.of(arguments[5]), arguments[i], share));
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

  private static Pretraining.Site site(Path folder, String described, double share) {
    MeasuredSeries site = MeasuredSeries.read(folder, described, Duration.ofDays(1));
    TimeSeries all = site.series();
    return new Pretraining.Site(all.head((int) (share * all.values().length)), site.settings());
  }
}
