import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.LearningSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The product's forecaster in a site's first 28 days, which learns each night, with the network
 * that comes with the product (here one that was trained centrally without the site's collection),
 * with the fleet's in its place, and with the fleet's in the blend. The fleet's arrives with the
 * site.
 */
final class PublishedForecasts {
  private static final int[] PHASES = {0, 1, 3, 7, 14, 28};
  private static final int SPACING_HOURS = 3;
  private static final int PER_DAY = 24 / SPACING_HOURS;

  private static final double MOST_WORSE = 0.005;
  private static final long SEED = 1;

  private final FleetSite site;
  private final TimeSeries series;
  private final int day;

  private PublishedForecasts(FleetSite site) {
    this.site = site;
    day = site.series().slotsPerDay();
    series = site.series().head((PHASES[PHASES.length - 1] + 2) * day);
  }

  /** Prints a line a site; returns sites that are worse than without the fleet. */
  static List<String> print(List<FleetSite> sites, Path networks) {
    System.out.printf(
        "%n%-34s %s%n",
        "error / without the fleet, day",
        "1, 2-3, 4-7, 8-14, 15-28, all; with the fleet's network always | in the blend");
    List<String> worse = new ArrayList<>();
    for (SeriesKind kind : List.of(SeriesKind.LOAD, SeriesKind.PV)) {
      double[] logs = new double[2 * PHASES.length];
      int count = 0;
      for (FleetSite site : sites.stream().filter(each -> each.kind() == kind).toList()) {
        double[] ratios = new PublishedForecasts(site).ratios(networks);
        System.out.println(line(site.name(), ratios));
        for (int i = 0; i < logs.length; i++) {
          logs[i] += Math.log(ratios[i]);
        }
        count++;
        double all = ratios[ratios.length - 1];
        if (all > 1 + MOST_WORSE) {
          worse.add(
              String.format("%s published %+.1f %% in 28 days", site.name(), 100 * (all - 1)));
        }
      }
      int n = count;
      if (n > 0) {
        double[] means = Arrays.stream(logs).map(log -> Math.exp(log / n)).toArray();
        System.out.println(line("geometric mean, " + n + " " + kind, means));
      }
    }
    return worse;
  }

  private static String line(String name, double[] ratios) {
    StringBuilder line = new StringBuilder(String.format("%-34s", name));
    for (int i = 0; i < ratios.length; i++) {
      line.append(i == PHASES.length ? " |" : "");
      line.append(String.format(" %6.3f", ratios[i]));
    }
    return line.toString();
  }

  /** By phase and over all: with the fleet's network always, then in the blend. */
  private double[] ratios(Path networks) {
    PooledNetwork usual = network(networks, "central");
    PooledNetwork fleets = network(networks, "FedAdam");
    double[] without = errors(usual, List.of());
    double[] with = errors(fleets, List.of());
    double[] published = errors(usual, List.of(new FleetBlend.Version(1, fleets)));
    double[] ratios = new double[2 * PHASES.length];
    for (int p = 0; p < PHASES.length; p++) {
      boolean all = p == PHASES.length - 1;
      int from = all ? 0 : PHASES[p];
      int to = all ? PHASES[p] : PHASES[p + 1];
      double base = sum(without, from, to);
      ratios[p] = sum(with, from, to) / base;
      ratios[PHASES.length + p] = sum(published, from, to) / base;
    }
    return ratios;
  }

  private static double sum(double[] errors, int fromDay, int toDay) {
    return Arrays.stream(errors, fromDay * PER_DAY, Math.min(errors.length, toDay * PER_DAY)).sum();
  }

  private PooledNetwork network(Path networks, String name) {
    Path file = networks.resolve(name).resolve(site.kind() + "-" + site.collection() + ".pooled");
    try (InputStream in = Files.newInputStream(file)) {
      return PooledNetwork.read(site.kind(), in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Absolute error of each forecast of a day.
   *
   * @param network of the first month
   * @param blended versions in the blend
   */
  private double[] errors(PooledNetwork network, List<FleetBlend.Version> blended) {
    int hour = Math.max(1, day / 24);
    ServiceForecaster forecaster =
        new ServiceForecaster(
            site.kind(),
            site.settings(),
            ModelTrainer.usual(
                site.kind(), site.settings(), LearningSettings.onGateway(site.kind()), SEED),
            TrialRules.USUAL,
            Optional.empty(),
            Optional.of(new FirstMonthForecaster(site.kind(), site.settings(), network)));
    forecaster.blendWith(
        new FleetBlend(site.kind(), site.settings(), blended, FleetBlend.State.first()));
    int spacing = SPACING_HOURS * hour;
    double[] errors = new double[PHASES[PHASES.length - 1] * PER_DAY];
    LocalDate learntOn = LocalDate.MIN;
    for (int k = 0; k < errors.length; k++) {
      int origin = (k + 1) * spacing;
      TimeSeries known = series.head(origin);
      if (known.goodSlots() == 0) {
        continue;
      }
      LocalDate today =
          known.end().atZone(site.settings().zone()).minus(Duration.ofHours(2)).toLocalDate();
      if (today.isAfter(learntOn)) {
        learntOn = today;
        forecaster.learn(known, () -> false);
      }
      double[] said = forecaster.forecast(known, site.settings().horizon()).p50();
      for (int slot = 0; slot < day; slot++) {
        double outcome = series.values()[origin + slot];
        errors[k] += Double.isFinite(outcome) ? Math.abs(said[slot] - outcome) : 0;
      }
    }
    return errors;
  }
}
