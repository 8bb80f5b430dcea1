import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.IrradianceForecaster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code FirstWeek FOLDER RATED,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE,WEATHER…}: the table of
 * {@code bench/cold-start --weather}. A plant with predicted irradiance is commissioned every third
 * day of its record, and forecasts the coming day each hour of its first week by {@link
 * IrradianceForecaster} alone. Skill is against a naive forecast that has the week before: the
 * better of the same time a day and a week before. Hours without a forecast are not in it: before
 * the first light of a plant of unknown rating, and in holes of the predictions. Exit code 1 if a
 * goal is missed.
 */
final class FirstWeek {
  private static final int EVERY_DAYS = 3;
  private static final int DAYS = 7;
  private static final double GOAL_MEAN = 0.18;
  private static final double GOAL_LEAST = 0.10;

  private final TimeSeries series;
  private final ForecastSettings settings;

  private FirstWeek(TimeSeries series, ForecastSettings settings) {
    this.series = series;
    this.settings = settings;
  }

  /**
   * Errors of a plant, sums of absolute values.
   *
   * @param hours forecasts that were due
   * @param made forecasts that there were; only their slots are in the sums
   */
  private record Errors(int hours, int made, double ours, double day, double week) {

    double skill() {
      return 1 - ours / Math.min(day, week);
    }

    double made100() {
      return 100.0 * made / hours;
    }
  }

  public static void main(String[] arguments) {
    BenchGoals goals = new BenchGoals();
    List<String> sites = Arrays.asList(arguments).subList(1, arguments.length);
    double[] learnt = new double[sites.size()];
    double[] rated = new double[sites.size()];
    System.out.printf(
        Locale.ROOT,
        "%-18s %14s %14s%n%-18s %14s %14s%n",
        "skill, days 1-7",
        "level learnt",
        "rating known",
        "",
        "(forecasts)",
        "(forecasts)");
    for (int i = 0; i < learnt.length; i++) {
      String[] cells = sites.get(i).split(",", 2);
      MeasuredSeries site = MeasuredSeries.read(Path.of(arguments[0]), cells[1]);
      Errors without = new FirstWeek(site.series(), site.settings()).run();
      Errors with =
          new FirstWeek(
                  site.series(), rated(site.settings(), Double.parseDouble(cells[0])))
              .run();
      learnt[i] = without.skill();
      rated[i] = with.skill();
      System.out.printf(
          Locale.ROOT,
          "%-18s %6.3f (%3.0f %%) %6.3f (%3.0f %%)%n",
          site.name(),
          learnt[i],
          without.made100(),
          rated[i],
          with.made100());
    }
    check(goals, "level learnt", learnt);
    check(goals, "rating known", rated);
    goals.exit();
  }

  private static void check(BenchGoals goals, String what, double[] skills) {
    double mean = Arrays.stream(skills).average().orElseThrow();
    double least = Arrays.stream(skills).min().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%s: mean %.3f (goal %.2f), least %.3f (goal %.2f)%n",
        what,
        mean,
        GOAL_MEAN,
        least,
        GOAL_LEAST);
    goals.check(mean >= GOAL_MEAN, what + ": mean skill");
    goals.check(least >= GOAL_LEAST, what + ": least skill");
  }

  private static ForecastSettings rated(ForecastSettings settings, double power) {
    return new ForecastSettings(
        settings.zone(),
        settings.slot(),
        settings.horizon(),
        settings.position(),
        OptionalDouble.of(power),
        settings.weather());
  }

  private Errors run() {
    IrradianceForecaster forecaster = new IrradianceForecaster(settings, List.of());
    int day = series.slotsPerDay();
    double[] values = series.values();
    Errors errors = new Errors(0, 0, 0, 0, 0);
    for (int start = DAYS * day; start < values.length; start += EVERY_DAYS * day) {
      TimeSeries since = series.tail(values.length - start);
      int last = Math.min(DAYS * day, since.values().length - day + 1);
      for (int age = day / 24; age < last; age += day / 24) {
        Optional<Forecast> forecast = forecaster.attempt(since.head(age), day);
        errors = and(errors, start + age, forecast);
      }
    }
    return errors;
  }

  private Errors and(Errors before, int origin, Optional<Forecast> forecast) {
    if (forecast.isEmpty()) {
      return new Errors(
          before.hours + 1, before.made, before.ours, before.day, before.week);
    }
    double ours = before.ours;
    double day = before.day;
    double week = before.week;
    double[] values = series.values();
    int slots = series.slotsPerDay();
    for (int k = 0; k < slots; k++) {
      double outcome = values[origin + k];
      double yesterday = values[origin + k - slots];
      double lastWeek = values[origin + k - DAYS * slots];
      if (Double.isFinite(outcome + yesterday + lastWeek)) {
        ours += Math.abs(forecast.get().p50()[k] - outcome);
        day += Math.abs(yesterday - outcome);
        week += Math.abs(lastWeek - outcome);
      }
    }
    return new Errors(before.hours + 1, before.made + 1, ours, day, week);
  }
}
