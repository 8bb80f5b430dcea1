import io.spikewatt.controller.evaluate.SeriesTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;

/**
 * Load and available PV power of a home, second by second, made from measured minute means.
 *
 * <p>Load: a home's appliances switch, so the level between two switchings is constant. A minute
 * whose mean lies between the levels before and after it holds one step, at the second that gives
 * this mean; so the minute means stay what was measured. On top 8 W of noise that forgets itself in
 * 5 s. PV: straight lines between the middles of the minutes of measured irradiance, 5 kW at 1000
 * W/m².
 *
 * @param from where the data come from, for the reader
 * @param loadW W, consumed, {@code >= 0}
 * @param pvW W, available PV power, {@code >= 0}
 */
record Series(String from, double[] loadW, double[] pvW) {

  private static final int MINUTE = 60;

  /** A change of the minute mean that is no appliance, W. */
  private static final double LEVEL_W = 60;

  private static final double PV_W_PER_WM2 = 5;

  int seconds() {
    return loadW.length;
  }

  Series part(int from, int seconds) {
    return new Series(
        this.from,
        Arrays.copyOfRange(loadW, from, from + seconds),
        Arrays.copyOfRange(pvW, from, from + seconds));
  }

  /** The measured series of {@code folder}, or made-up ones if they are not there. */
  static Series of(Path folder, int seed) {
    Path home = folder.resolve("fast_home_sceaux_1min.csv.gz");
    Path sun = folder.resolve("fast_irradiance_lyngby_2016-06.csv.gz");
    if (!Files.exists(home) || !Files.exists(sun)) {
      return synthetic(seed);
    }
    Minutes load = Minutes.read(home, "load_kw", 1000);
    Minutes irradiance = Minutes.read(sun, "ghi_wm2", PV_W_PER_WM2);
    // Both from midnight UTC on, so that the sun is up by day.
    int skip = load.toMidnight();
    int minutes = Math.min(load.watts.length - skip, irradiance.watts.length);
    minutes -= minutes % (24 * MINUTE);
    double[] loadMinutes = Arrays.copyOfRange(load.watts, skip, skip + minutes);
    double[] pvMinutes = Arrays.copyOf(irradiance.watts, minutes);
    return new Series(
        "measured minutes: home of Sceaux 2006-12, irradiance of Lyngby 2016-06",
        noisy(steps(loadMinutes), seed),
        ramps(pvMinutes));
  }

  private static Series synthetic(int seed) {
    Random random = new Random(seed);
    int minutes = 2 * 24 * MINUTE;
    double[] load = new double[minutes];
    double[] pv = new double[minutes];
    double level = 300;
    double cloud = 1;
    for (int k = 0; k < minutes; k++) {
      level = random.nextInt(6) == 0 ? 200 + 4000 * Math.pow(random.nextDouble(), 3) : level;
      cloud = random.nextInt(4) == 0 ? 0.2 + 0.8 * random.nextDouble() : cloud;
      load[k] = level;
      pv[k] = 5000 * cloud * Math.max(0, -Math.cos(2 * Math.PI * k / (24 * MINUTE)));
    }
    return new Series(
        "SYNTHETIC: no shared/data, figures say little", noisy(steps(load), seed), ramps(pv));
  }

  /** Levels and steps that have these minute means. */
  private static double[] steps(double[] means) {
    double[] seconds = new double[means.length * MINUTE];
    double level = means[0];
    for (int k = 0; k < means.length; k++) {
      double next = k + 1 < means.length ? means[k + 1] : means[k];
      double mean = means[k];
      // Share of the minute that the old level lasts.
      double share = (next - mean) / (next - level);
      boolean between = Math.abs(next - level) > LEVEL_W && share > 0 && share < 1;
      int old = between ? (int) Math.round(share * MINUTE) : 0;
      double rest = old == MINUTE ? level : (mean * MINUTE - level * old) / (MINUTE - old);
      for (int s = 0; s < MINUTE; s++) {
        seconds[k * MINUTE + s] = Math.max(0, s < old ? level : rest);
      }
      level = seconds[k * MINUTE + MINUTE - 1];
    }
    return seconds;
  }

  private static double[] noisy(double[] watts, int seed) {
    Random random = new Random(seed);
    double[] noisy = new double[watts.length];
    double forgets = Math.exp(-1 / 5.0);
    double noise = 0;
    for (int s = 0; s < watts.length; s++) {
      noise = forgets * noise + Math.sqrt(1 - forgets * forgets) * 8 * random.nextGaussian();
      noisy[s] = Math.max(0, watts[s] + noise);
    }
    return noisy;
  }

  private static double[] ramps(double[] means) {
    double[] seconds = new double[means.length * MINUTE];
    for (int s = 0; s < seconds.length; s++) {
      double at = Math.clamp((s + 0.5) / MINUTE - 0.5, 0, means.length - 1.0);
      int k = Math.min((int) at, means.length - 2);
      seconds[s] = Math.max(0, means[k] + (at - k) * (means[k + 1] - means[k]));
    }
    return seconds;
  }

  /** Minute means of one column; a gap is filled with the value before it. */
  private record Minutes(Instant first, double[] watts) {

    static Minutes read(Path file, String column, double factor) {
      SeriesTable table = MeasuredSeries.minutes(file);
      double[] watts = table.column(column).clone();
      double last = 0;
      for (int k = 0; k < watts.length; k++) {
        last = Double.isNaN(watts[k]) ? last : watts[k] * factor;
        watts[k] = last;
      }
      return new Minutes(table.start(), watts);
    }

    int toMidnight() {
      int second = first.atZone(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
      return second == 0 ? 0 : 24 * MINUTE - second / MINUTE;
    }
  }
}
