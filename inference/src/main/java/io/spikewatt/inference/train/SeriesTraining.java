package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.HolidayShare;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RowSettings;
import io.spikewatt.inference.feature.ScaledSeries;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.score.PairedTest;
import io.spikewatt.inference.score.SampleQuantile;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One training run, step by step: rows, stack, network, choice, last fit on everything. */
final class SeriesTraining {
  /** Probability of such an advantage by chance below which a load's stack sees the weather. */
  private static final double WEATHER_LEVEL = 0.02;

  private final TimeSeries history;
  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final LearningSettings learning;
  private final BooleanSupplier cancelled;
  private final FeatureSet features;
  private final int leads;
  private final double scale;
  private final double holidayShare;
  private final RowBuilder builder;
  private final TrainValidationSplit split;

  SeriesTraining(
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      LearningSettings learning,
      OptionalInt boundary,
      OptionalDouble knownScale,
      BooleanSupplier cancelled) {
    this.history = history;
    this.kind = kind;
    this.settings = settings;
    this.learning = learning;
    this.cancelled = cancelled;
    features = FeatureSet.of(kind, settings.weather());
    leads = settings.horizon();
    scale = knownScale.orElseGet(() -> scale(history, kind, settings));
    int rows = history.values().length;
    SlotCalendar calendar =
        new SlotCalendar(history.start(), history.step(), settings.zone(), kind, rows + leads);
    holidayShare = HolidayShare.learn(new ScaledSeries(history.values(), calendar, kind, scale, 0));
    RowSettings how = new RowSettings(features, kind, settings.position(), scale, holidayShare);
    builder = LinearBase.builder(how, settings.zone(), history, rows + leads);
    int first = builder.firstOrigin();
    split =
        boundary.isPresent()
            ? TrainValidationSplit.at(
                first, rows, boundary.getAsInt(), history.slotsPerDay(), learning)
            : TrainValidationSplit.of(first, rows, history.slotsPerDay(), learning);
  }

  /** Learns all, a network only with a seed; empty if cancelled or without a day to choose on. */
  Optional<TrainingResult> run(OptionalLong seed) {
    if (builder.series().measured(split.boundary(), history.values().length)
        < history.slotsPerDay()) {
      return Optional.empty();
    }
    // The choice of validation stays; the linear models also learn from its rows.
    return chosen(seed).flatMap(this::refresh);
  }

  /** A method of its own, so that its rows are gone before the last fit makes others. */
  private Optional<TrainingResult> chosen(OptionalLong seed) {
    TrainedStack trained = chosenStack();
    OriginSequence training = trained.training;
    StackTrainer.Fitted fitted = trained.fitted;
    LinearBase base =
        new LinearBase(kind, settings, trained.standardiser, scale, holidayShare, fitted.stack());
    // Compared many times over, and few.
    List<OriginRows> held = List.copyOf(validation(trained));
    ModelSelection selection =
        new ModelSelection(history, base, held, StackTrainer.band(training, fitted.crossFitted()));
    if (seed.isPresent()) {
      offerNetworks(selection, data(training, fitted), seed.getAsLong());
    }
    return cancelled.getAsBoolean()
        ? Optional.empty()
        : Optional.of(selection.choose(targets(training)));
  }

  /** A stack of the training part, and the rows that it was fitted on. */
  private record TrainedStack(
      Standardiser standardiser, OriginSequence training, StackTrainer.Fitted fitted) {}

  /** Weather has to prove its worth for a load: many loads do not follow it. */
  private TrainedStack chosenStack() {
    Standardiser all = builder.standardiser(split.sample(), leads);
    TrainedStack with = stack(all);
    if (!kind.followsWeek() || settings.weather().isEmpty()) {
      return with;
    }
    TrainedStack without = stack(all.without(features.firstOfWeather()));
    // The forecasts of a day reach into the next.
    int overlap = 1 + (leads + history.slotsPerDay() - 1) / history.slotsPerDay();
    double p = PairedTest.compare(errors(with), errors(without), overlap).p();
    return p < WEATHER_LEVEL ? with : without;
  }

  private TrainedStack stack(Standardiser standardiser) {
    OriginSequence training = origins(split.training(), standardiser, split.boundary());
    return new TrainedStack(standardiser, training, stackTrainer().fit(training));
  }

  /** Errors on all days that the forecasting stack was not fitted on. */
  private double[] errors(TrainedStack trained) {
    OriginSequence later = validation(trained);
    List<BaseForecast> forecasts = later.stream().map(trained.fitted.stack()::predict).toList();
    int day = history.slotsPerDay();
    return DailyErrors.of(trained.training, trained.fitted.crossFitted(), day)
        .and(DailyErrors.of(later, forecasts, day))
        .means();
  }

  private OriginSequence validation(TrainedStack trained) {
    return origins(split.validation(), trained.standardiser, history.values().length);
  }

  private void offerNetworks(ModelSelection selection, NetworkTrainingData data, long seed) {
    Consumer<Weights> offer =
        w -> {
          // A training that diverged to NaN gives no model.
          if (w.finite()) {
            selection.offer(new ResidualNetwork(w, data.inputs(), data.stepsPerHour()));
          }
        };
    Optional<Weights> known =
        PretrainedNetworks.of(kind).filter(w -> w.topology().equals(topology(features, learning)));
    known.ifPresent(offer);
    Weights start =
        known.orElseGet(
            () -> Weights.initial(topology(features, learning), new SplittableRandom(seed)));
    new NetworkTrainer(learning.network(), cancelled).train(List.of(data), start, seed, offer);
  }

  /** The linear models anew, on all of the history; the rest as it was. Empty if cancelled. */
  Optional<TrainingResult> refresh(TrainingResult before) {
    LinearBase old = before.stack().base();
    OriginSequence all = origins(split.all(), old.standardiser(), history.values().length);
    LinearStack stack = stackTrainer().fit(all).stack();
    return cancelled.getAsBoolean()
        ? Optional.empty()
        : Optional.of(
            before.on(
                new LinearBase(kind, settings, old.standardiser(), scale, holidayShare, stack),
                history.end()));
  }

  static Topology topology(FeatureSet features, LearningSettings learning) {
    return new Topology(
        NetworkInputs.count(features.shared()),
        learning.network().hidden(),
        ResidualNetwork.OUTPUTS);
  }

  /** Only the stack and the training data of a network. */
  NetworkTrainingData prepare() {
    TrainedStack trained = stack(builder.standardiser(split.sample(), leads));
    return data(trained.training, trained.fitted);
  }

  private NetworkTrainingData data(OriginSequence training, StackTrainer.Fitted fitted) {
    return new NetworkTrainingData(
        training,
        fitted.crossFitted(),
        inputs(training, fitted.crossFitted()),
        builder.series().calendar().slotsPerHour());
  }

  private StackTrainer stackTrainer() {
    int parts = builder.series().calendar().slotsPerHour();
    return new StackTrainer(
        new LeadDesign(leads, features.size(), kind.followsWeek()),
        HourDesign.of(features, parts, leads),
        ForecastBounds.of(kind, history.values()),
        learning,
        cancelled);
  }

  private OriginSequence origins(int[] origins, Standardiser standardiser, int targetsBefore) {
    return new OriginSequence(builder, standardiser, origins, leads, targetsBefore);
  }

  /** Mean absolute load, or the capacity of a plant: given, or the 99.95 % quantile. */
  private static double scale(TimeSeries history, SeriesKind kind, ForecastSettings settings) {
    double[] good = Arrays.stream(history.values()).filter(Double::isFinite).toArray();
    if (!kind.isBounded()) {
      return Math.max(1e-9, Arrays.stream(good).map(Math::abs).average().orElse(1));
    }
    Arrays.sort(good);
    return settings.capacity().orElse(Math.max(1e-9, SampleQuantile.of(good, 0.9995)));
  }

  private NetworkInputs inputs(List<OriginRows> training, List<BaseForecast> bases) {
    double sum = 0;
    double squares = 0;
    double residuals = 0;
    int count = 0;
    for (int i = 0; i < training.size(); i++) {
      float[] target = training.get(i).target();
      float[] median = bases.get(i).median();
      for (int k = 0; k < leads; k++) {
        float z = target[k];
        if (!Float.isNaN(z)) {
          sum += z;
          squares += (double) z * z;
          residuals += Math.abs(z - median[k]);
          count++;
        }
      }
    }
    double mean = sum / count;
    double deviation = Math.sqrt(Math.max(1e-12, squares / count - mean * mean));
    double unit = 1.25 * residuals / count * (kind.followsSun() ? 1.6 : 1);
    return new NetworkInputs(
        (float) mean, (float) Math.max(1e-6, deviation), (float) Math.max(1e-6, unit));
  }

  private static int targets(List<OriginRows> origins) {
    int count = 0;
    for (OriginRows rows : origins) {
      for (float z : rows.target()) {
        count += Float.isNaN(z) ? 0 : 1;
      }
    }
    return count;
  }

  /**
   * Which rows a history is learnt from and which it is judged on: origins at an even spacing, the
   * last part of the history for validation, and no training target inside it.
   *
   * @param training origins before the boundary
   * @param validation origins from the boundary on with at least a day after them
   * @param boundary first row of the validation part
   * @param all origins of both parts, for the last fit
   */
  private record TrainValidationSplit(int[] training, int[] validation, int boundary, int[] all) {

    /** {@code first}: first row that may be an origin; {@code rows}: the history's length. */
    static TrainValidationSplit of(
        int first, int rows, int slotsPerDay, LearningSettings settings) {
      int days = rows / slotsPerDay;
      int held = Math.max(3, Math.min(28, Math.round(0.15f * days)));
      return at(first, rows, rows - held * slotsPerDay, slotsPerDay, settings);
    }

    /** As {@link #of}, with a boundary that is given. */
    static TrainValidationSplit at(
        int first, int rows, int boundary, int slotsPerDay, LearningSettings settings) {
      int spacing = Math.max(1, slotsPerDay / settings.originsPerDay());
      while ((rows - first) / spacing > settings.maxOrigins()) {
        spacing++;
      }
      // Only spacings that divide a day see the same hours each day; others drift through it, which
      // is as good for training.
      return new TrainValidationSplit(
          range(first, boundary - slotsPerDay / 4, spacing),
          range(boundary, rows - slotsPerDay, Math.max(1, slotsPerDay / settings.originsPerDay())),
          boundary,
          range(first, rows - slotsPerDay / 4, spacing));
    }

    /** A few hundred of the training origins, all over the history. */
    int[] sample() {
      int every = Math.max(1, training.length / 300);
      return IntStream.range(0, training.length)
          .filter(i -> i % every == 0)
          .map(i -> training[i])
          .toArray();
    }

    private static int[] range(int from, int last, int spacing) {
      return IntStream.iterate(from, at -> at <= last, at -> at + spacing).toArray();
    }
  }
}
