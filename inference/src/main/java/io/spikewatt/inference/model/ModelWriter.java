package io.spikewatt.inference.model;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.learnt.ValidationResult;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import io.spikewatt.inference.tree.BoostedTrees;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The payload of a model file; {@link ModelReader} reads it in the same order. */
final class ModelWriter {
  static final int SEASONAL = 0;
  static final int RIDGE = 1;
  static final int SPIKING = 2;

  private final DataOutputStream stream;

  ModelWriter(DataOutputStream stream) {
    this.stream = stream;
  }

  void write(TrainedForecaster model) throws IOException {
    stream.writeUTF(FeatureSet.of(model.kind(), model.settings().weather()).id());
    stream.writeUTF(model.kind().name());
    settings(model.settings());
    stream.writeLong(model.from().getEpochSecond());
    stream.writeLong(model.to().getEpochSecond());
    stream.writeBoolean(model.validation().isPresent());
    if (model.validation().isPresent()) {
      validation(model.validation().get());
    }
    switch (model.chosen()) {
      case SpikingForecaster spiking -> {
        stream.writeByte(SPIKING);
        ridge(spiking.ridge());
        spiking(spiking);
      }
      case RidgeForecaster ridge -> {
        stream.writeByte(RIDGE);
        ridge(ridge);
      }
      default -> stream.writeByte(SEASONAL);
    }
  }

  private void settings(ForecastSettings settings) throws IOException {
    stream.writeUTF(settings.zone().getId());
    stream.writeLong(settings.slot().toSeconds());
    stream.writeInt(settings.horizon());
    stream.writeBoolean(settings.position().isPresent());
    if (settings.position().isPresent()) {
      stream.writeDouble(settings.position().get().latitudeDeg());
      stream.writeDouble(settings.position().get().longitudeDeg());
    }
    stream.writeBoolean(settings.capacity().isPresent());
    if (settings.capacity().isPresent()) {
      stream.writeDouble(settings.capacity().getAsDouble());
    }
    stream.writeInt(settings.weather().size());
    for (String column : settings.weather()) {
      stream.writeUTF(column);
    }
  }

  private void validation(ValidationResult v) throws IOException {
    stream.writeUTF(v.chosen().name());
    stream.writeDouble(v.mae().naiveDay());
    stream.writeDouble(v.mae().naiveWeek());
    stream.writeDouble(v.mae().seasonal());
    stream.writeDouble(v.mae().ridge());
    stream.writeDouble(v.mae().spiking());
    stream.writeDouble(v.skill());
    stream.writeDouble(v.skillRmse());
    stream.writeDouble(v.coverage());
    stream.writeInt(v.counts().parameters());
    stream.writeInt(v.counts().trainingRows());
    stream.writeInt(v.counts().validationRows());
    stream.writeDouble(v.spikesPerStep());
  }

  private void ridge(RidgeForecaster ridge) throws IOException {
    LinearBase base = ridge.base();
    LinearStack stack = base.stack();
    floats(base.standardiser().mean());
    floats(base.standardiser().deviation());
    stream.writeDouble(base.scale());
    stream.writeDouble(base.holidayShare());
    stream.writeInt(stack.hour().parts());
    for (LinearBank bank : stack.banks()) {
      stream.writeInt(bank.weights().length);
      for (float[] weights : bank.weights()) {
        floats(weights);
      }
    }
    trees(stack.trees());
    for (int group = 0; group < LinearStack.GROUPS; group++) {
      for (int member = 0; member < StackMember.COUNT; member++) {
        stream.writeDouble(stack.medianWeights()[group][member]);
        stream.writeDouble(stack.meanWeights()[group][member]);
      }
    }
    floats(stack.curve().at());
    floats(stack.curve().more());
    stream.writeDouble(stack.bounds().lower());
    stream.writeDouble(stack.bounds().upper());
    floats(ridge.band().low());
    floats(ridge.band().high());
  }

  private void spiking(SpikingForecaster spiking) throws IOException {
    QuantisedWeights weights = spiking.network().quantised();
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    stream.writeInt(weights.bytes());
    stream.write(bytes.array());
    stream.writeFloat(spiking.network().inputs().mean());
    stream.writeFloat(spiking.network().inputs().deviation());
    stream.writeFloat(spiking.network().inputs().residual());
    stream.writeInt(spiking.network().stepsPerHour());
    stream.writeDouble(spiking.blend().median());
    stream.writeDouble(spiking.blend().mean());
    stream.writeDouble(spiking.blend().spread());
  }

  private void trees(BoostedTrees boostedTrees) throws IOException {
    stream.writeInt(boostedTrees.count());
    for (int feature : boostedTrees.features()) {
      stream.writeShort(feature);
    }
    for (int threshold : boostedTrees.thresholds()) {
      stream.writeShort(threshold);
    }
    floats(boostedTrees.medians());
    floats(boostedTrees.means());
    stream.writeFloat(boostedTrees.median());
    stream.writeFloat(boostedTrees.mean());
  }

  private void floats(float[] values) throws IOException {
    stream.writeInt(values.length);
    for (float value : values) {
      stream.writeFloat(value);
    }
  }
}
