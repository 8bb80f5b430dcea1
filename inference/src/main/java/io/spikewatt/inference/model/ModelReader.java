package io.spikewatt.inference.model;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.ErrorBand;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearDesign;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import io.spikewatt.inference.tree.BoostedTrees;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads what {@link ModelWriter} wrote. Every length is checked against the shape that the feature
 * set and the settings imply before anything of that length is made.
 */
final class ModelReader {
  private static final int MAX_WEATHER = 64;

  private final DataInputStream in;

  ModelReader(DataInputStream in) {
    this.in = in;
  }

  /** Refuses content that does not fit together. */
  ModelRead read() throws IOException {
    String featureId = in.readUTF();
    SeriesKind kind = SeriesKind.valueOf(in.readUTF());
    ForecastSettings settings = settings();
    FeatureSet features = FeatureSet.of(kind, settings.weather());
    if (!features.id().equals(featureId)) {
      return new ModelRead.Refused(
          ModelRead.Reason.OTHER_FEATURES,
          "trained on " + featureId + ", this version makes " + features.id());
    }
    Instant from = Instant.ofEpochSecond(in.readLong());
    Instant to = Instant.ofEpochSecond(in.readLong());
    Optional<ValidationResult> validation =
        in.readBoolean() ? Optional.of(validation()) : Optional.empty();
    Forecaster chosen =
        switch (in.readByte()) {
          case ModelWriter.SEASONAL -> new SeasonalForecaster(kind, settings);
          case ModelWriter.RIDGE -> ridge(kind, settings, features);
          case ModelWriter.SPIKING -> spiking(ridge(kind, settings, features), features.shared());
          default -> throw new StreamCorruptedException("no such forecaster");
        };
    if (in.read() >= 0) {
      throw new StreamCorruptedException("more than a model");
    }
    return new ModelRead.Loaded(
        new TrainedForecaster(kind, settings, chosen, validation, from, to));
  }

  private ForecastSettings settings() throws IOException {
    ZoneId zone = ZoneId.of(in.readUTF());
    Duration slot = Duration.ofSeconds(in.readLong());
    int horizon = in.readInt();
    Optional<GeoPosition> position =
        in.readBoolean()
            ? Optional.of(new GeoPosition(in.readDouble(), in.readDouble()))
            : Optional.empty();
    OptionalDouble capacity =
        in.readBoolean() ? OptionalDouble.of(in.readDouble()) : OptionalDouble.empty();
    int columns = in.readInt();
    if (columns < 0 || columns > MAX_WEATHER) {
      throw new StreamCorruptedException(columns + " columns of weather");
    }
    List<String> weather = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      weather.add(in.readUTF());
    }
    return new ForecastSettings(zone, slot, horizon, position, capacity, weather);
  }

  private ValidationResult validation() throws IOException {
    return new ValidationResult(
        CandidateModel.valueOf(in.readUTF()),
        new ValidationResult.MeanErrors(
            in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        new ValidationResult.Counts(in.readInt(), in.readInt(), in.readInt()),
        in.readDouble());
  }

  private RidgeForecaster ridge(SeriesKind kind, ForecastSettings settings, FeatureSet features)
      throws IOException {
    int size = features.size();
    Standardiser standardiser = new Standardiser(floats(size), deviations(size));
    double scale = in.readDouble();
    double holidayShare = in.readDouble();
    if (!(holidayShare >= 0 && holidayShare <= 1)) {
      throw new StreamCorruptedException("a share of " + holidayShare + " of a holiday");
    }
    int leads = settings.horizon();
    int parts = in.readInt();
    if (parts < 1 || parts > 60) {
      throw new StreamCorruptedException(parts + " slots in an hour");
    }
    LeadDesign lead = new LeadDesign(leads, size, kind.followsWeek());
    HourDesign hour = HourDesign.of(features, parts, leads);
    LinearBank[] banks = new LinearBank[StackMember.LINEAR];
    for (int member = 0; member < banks.length; member++) {
      banks[member] = bank(member < StackMember.HOUR_MEAN.index() ? lead : hour);
    }
    BoostedTrees boostedTrees = trees(size);
    double[][] medianWeights = new double[LinearStack.GROUPS][StackMember.COUNT];
    double[][] meanWeights = new double[LinearStack.GROUPS][StackMember.COUNT];
    for (int group = 0; group < LinearStack.GROUPS; group++) {
      for (int member = 0; member < StackMember.COUNT; member++) {
        medianWeights[group][member] = in.readDouble();
        meanWeights[group][member] = in.readDouble();
      }
    }
    MedianCurve curve = curve();
    ForecastBounds bounds = new ForecastBounds(in.readDouble(), in.readDouble());
    LinearStack stack =
        new LinearStack(lead, hour, banks, boostedTrees, medianWeights, meanWeights, curve, bounds);
    ErrorBand band = new ErrorBand(floats(24), floats(24));
    return new RidgeForecaster(
        new LinearBase(kind, settings, standardiser, scale, holidayShare, stack), band);
  }

  private MedianCurve curve() throws IOException {
    float[] at = floats();
    float[] more = floats(at.length);
    for (int i = 1; i < at.length; i++) {
      if (at[i] < at[i - 1]) {
        throw new StreamCorruptedException("a curve that goes back");
      }
    }
    return new MedianCurve(at, more);
  }

  private LinearBank bank(LinearDesign design) throws IOException {
    expect(design.models(), in.readInt());
    if (design.models() > in.available()) {
      throw new StreamCorruptedException("ends within " + design.models() + " models");
    }
    float[][] weights = new float[design.models()][];
    for (int model = 0; model < weights.length; model++) {
      weights[model] = floats(design.columns());
    }
    return new LinearBank(weights);
  }

  private BoostedTrees trees(int size) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / BoostedTrees.LEAVES) {
      throw new StreamCorruptedException("ends within " + count + " trees");
    }
    int[] features = new int[count * BoostedTrees.DEPTH];
    for (int i = 0; i < features.length; i++) {
      features[i] = in.readUnsignedShort();
      if (features[i] >= size) {
        throw new StreamCorruptedException("feature " + features[i] + " of " + size);
      }
    }
    int[] thresholds = new int[features.length];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = in.readShort();
    }
    float[] medians = floats(count * BoostedTrees.LEAVES);
    float[] means = floats(count * BoostedTrees.LEAVES);
    return new BoostedTrees(features, thresholds, medians, means, finite(), finite());
  }

  private float finite() throws IOException {
    float value = in.readFloat();
    if (!Float.isFinite(value)) {
      throw new StreamCorruptedException("a number that is none");
    }
    return value;
  }

  private SpikingForecaster spiking(RidgeForecaster ridge, int features) throws IOException {
    QuantisedWeights weights = weights();
    expect(NetworkInputs.count(features), weights.topology().inputs());
    expect(ResidualNetwork.OUTPUTS, weights.topology().outputs());
    NetworkInputs inputs = new NetworkInputs(in.readFloat(), in.readFloat(), in.readFloat());
    int stepsPerHour = in.readInt();
    expect(ridge.base().stack().hour().parts(), stepsPerHour);
    NetworkBlend blend = new NetworkBlend(in.readDouble(), in.readDouble(), in.readDouble());
    return new SpikingForecaster(ridge, new ResidualNetwork(weights, inputs, stepsPerHour), blend);
  }

  private QuantisedWeights weights() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new StreamCorruptedException("ends within " + length + " bytes of a network");
    }
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(length));
    QuantisedWeights weights = QuantisedWeights.read(bytes);
    expect(length, bytes.position());
    return weights;
  }

  private float[] floats(int expected) throws IOException {
    float[] values = floats();
    expect(expected, values.length);
    return values;
  }

  /** Deviations of the features, above 0; infinite for an unused one. */
  private float[] deviations(int expected) throws IOException {
    expect(expected, count());
    float[] values = new float[expected];
    for (int i = 0; i < expected; i++) {
      values[i] = in.readFloat();
      if (!(values[i] > 0)) {
        throw new StreamCorruptedException("a deviation of " + values[i]);
      }
    }
    return values;
  }

  private int count() throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / Float.BYTES) {
      throw new StreamCorruptedException("ends within " + count + " numbers");
    }
    return count;
  }

  private float[] floats() throws IOException {
    float[] values = new float[count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = finite();
    }
    return values;
  }

  private static void expect(int expected, int found) throws IOException {
    if (expected != found) {
      throw new StreamCorruptedException("expected " + expected + ", found " + found);
    }
  }
}
