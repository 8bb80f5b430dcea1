package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.score.PairedTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A shadow trial of a pooled network against the one in use, on outcomes that neither had seen when
 * the trial began. Forecasts depend on the history alone, so they are made when they are judged.
 *
 * @param used the network in use
 * @param challenger the one that may take its place
 * @param since when the challenger arrived
 */
public record PooledTrial(
    SeriesKind kind,
    ForecastSettings settings,
    PooledNetwork used,
    PooledNetwork challenger,
    Instant since) {

  /** Days after which a trial ends; an early look is taken at a stricter level. */
  private static final int EARLY_DAYS = 7;

  private static final int LAST_DAYS = 14;
  private static final int LONGEST_DAYS = 28;
  private static final double EARLY_LEVEL = 0.004;
  private static final double LAST_LEVEL = 0.02;

  /** Share of the error that the challenger has to save. */
  private static final double MARGIN = 0.01;

  /** Days that a forecast reaches into. */
  private static final int OVERLAP = 2;

  private static final int SPACING_HOURS = 6;

  /** An older site is judged as if it were this young. */
  private static final int AGE_DAYS = 28;

  /** Older days are in no forecast of the longest trial. */
  private static final int KEPT_DAYS = LONGEST_DAYS + AGE_DAYS + 2;

  /** State of a trial. */
  public enum Verdict {
    WON,
    LOST,
    OPEN
  }

  /** Compared days, error that the challenger saves, and the gain's p value between equals. */
  public record TrialOutcome(Verdict verdict, int days, double gain, double p) {}

  /** Judges a site's record up to now; the same history gives the same outcome. */
  public TrialOutcome judge(TimeSeries history) {
    double[][] losses = losses(history.tail(KEPT_DAYS * history.slotsPerDay()));
    int days = losses[0].length;
    if (days >= EARLY_DAYS) {
      TrialOutcome early = compared(losses, EARLY_DAYS, EARLY_LEVEL, Verdict.OPEN);
      if (early.verdict == Verdict.WON) {
        return early;
      }
    }
    if (days >= LAST_DAYS) {
      return compared(losses, LAST_DAYS, LAST_LEVEL, Verdict.LOST);
    }
    boolean over = !history.end().isBefore(since.plusSeconds(LONGEST_DAYS * 86_400L));
    return compared(losses, days, 0, over ? Verdict.LOST : Verdict.OPEN);
  }

  private static TrialOutcome compared(
      double[][] losses, int days, double level, Verdict otherwise) {
    double[] reigning = Arrays.copyOf(losses[0], days);
    double[] rival = Arrays.copyOf(losses[1], days);
    double sum = Arrays.stream(reigning).sum();
    double gain = sum > 0 ? 1 - Arrays.stream(rival).sum() / sum : 0;
    PairedTest.Outcome better = PairedTest.compare(rival, reigning, OVERLAP);
    boolean won = gain >= MARGIN && better.p() < level;
    return new TrialOutcome(won ? Verdict.WON : otherwise, days, gain, better.p());
  }

  /** Mean absolute errors of the network in use, and of the challenger, by day. */
  private double[][] losses(TimeSeries history) {
    int day = history.slotsPerDay();
    int hour = Math.max(1, day / 24);
    int ahead = OriginInputs.HOURS * hour;
    long waited = since.getEpochSecond() - history.start().getEpochSecond();
    int first = (int) Math.max(day, Math.ceilDiv(waited, history.step().toSeconds()));
    int most = Math.max(0, (history.values().length - ahead - first) / day);
    int days = Math.min(most, LAST_DAYS);
    FirstMonthForecaster reigning = new FirstMonthForecaster(kind, settings, used);
    FirstMonthForecaster rival = new FirstMonthForecaster(kind, settings, challenger);
    double[][] losses = new double[2][days];
    int compared = 0;
    for (int d = 0; d < days; d++) {
      Errors errors = Errors.NONE;
      for (int k = 0; k < day; k += SPACING_HOURS * hour) {
        int origin = first + d * day + k;
        TimeSeries known = history.head(origin).tail(AGE_DAYS * day);
        double[] outcomes = Arrays.copyOfRange(history.values(), origin, origin + ahead);
        errors = errors.plus(errors(known, outcomes, reigning, rival));
      }
      if (errors.outcomes > 0) {
        losses[0][compared] = errors.reigning / errors.outcomes;
        losses[1][compared] = errors.rival / errors.outcomes;
        compared++;
      }
    }
    return new double[][] {Arrays.copyOf(losses[0], compared), Arrays.copyOf(losses[1], compared)};
  }

  /** Absolute errors of both, summed over outcomes. */
  private record Errors(double reigning, double rival, int outcomes) {
    static final Errors NONE = new Errors(0, 0, 0);

    Errors plus(Errors more) {
      return new Errors(reigning + more.reigning, rival + more.rival, outcomes + more.outcomes);
    }
  }

  private Errors errors(
      TimeSeries known,
      double[] outcomes,
      FirstMonthForecaster reigning,
      FirstMonthForecaster rival) {
    Optional<Forecast> seasonal =
        new SeasonalForecaster(kind, settings).attempt(known, outcomes.length);
    Optional<Forecast> one = seasonal.flatMap(f -> reigning.forecast(known, f));
    Optional<Forecast> other = seasonal.flatMap(f -> rival.forecast(known, f));
    Errors errors = Errors.NONE;
    for (int k = 0; k < outcomes.length && one.isPresent() && other.isPresent(); k++) {
      if (Double.isFinite(outcomes[k])) {
        errors =
            errors.plus(
                new Errors(
                    Math.abs(one.get().p50()[k] - outcomes[k]),
                    Math.abs(other.get().p50()[k] - outcomes[k]),
                    1));
      }
    }
    return errors;
  }
}
