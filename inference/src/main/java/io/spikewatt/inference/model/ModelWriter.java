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

  private final DataOutputStream out;

  ModelWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(TrainedForecaster model) throws IOException {
    out.writeUTF(FeatureSet.of(model.kind(), model.settings().weather()).id());
    out.writeUTF(model.kind().name());
    settings(model.settings());
    out.writeLong(model.from().getEpochSecond());
    out.writeLong(model.to().getEpochSecond());
    out.writeBoolean(model.validation().isPresent());
    if (model.validation().isPresent()) {
      validation(model.validation().get());
    }
    switch (model.chosen()) {
      case SpikingForecaster spiking -> {
        out.writeByte(SPIKING);
        ridge(spiking.ridge());
        spiking(spiking);
      }
      case RidgeForecaster ridge -> {
        out.writeByte(RIDGE);
        ridge(ridge);
      }
      default -> out.writeByte(SEASONAL);
    }
  }

  private void settings(ForecastSettings settings) throws IOException {
    out.writeUTF(settings.zone().getId());
    out.writeLong(settings.slot().toSeconds());
    out.writeInt(settings.horizon());
    out.writeBoolean(settings.position().isPresent());
    if (settings.position().isPresent()) {
      out.writeDouble(settings.position().get().latitudeDeg());
      out.writeDouble(settings.position().get().longitudeDeg());
    }
    out.writeBoolean(settings.capacity().isPresent());
    if (settings.capacity().isPresent()) {
      out.writeDouble(settings.capacity().getAsDouble());
    }
    out.writeInt(settings.weather().size());
    for (String column : settings.weather()) {
      out.writeUTF(column);
    }
  }

  private void validation(ValidationResult v) throws IOException {
    out.writeUTF(v.chosen().name());
    out.writeDouble(v.mae().naiveDay());
    out.writeDouble(v.mae().naiveWeek());
    out.writeDouble(v.mae().seasonal());
    out.writeDouble(v.mae().ridge());
    out.writeDouble(v.mae().spiking());
    out.writeDouble(v.skill());
    out.writeDouble(v.skillRmse());
    out.writeDouble(v.coverage());
    out.writeInt(v.counts().parameters());
    out.writeInt(v.counts().trainingRows());
    out.writeInt(v.counts().validationRows());
    out.writeDouble(v.spikesPerStep());
  }

  private void ridge(RidgeForecaster ridge) throws IOException {
    LinearBase base = ridge.base();
    LinearStack stack = base.stack();
    floats(base.standardiser().mean());
    floats(base.standardiser().deviation());
    out.writeDouble(base.scale());
    out.writeDouble(base.holidayShare());
    out.writeInt(stack.hour().parts());
    for (LinearBank bank : stack.banks()) {
      out.writeInt(bank.weights().length);
      for (float[] weights : bank.weights()) {
        floats(weights);
      }
    }
    trees(stack.trees());
    for (int group = 0; group < LinearStack.GROUPS; group++) {
      for (int member = 0; member < StackMember.COUNT; member++) {
        out.writeDouble(stack.medianWeights()[group][member]);
        out.writeDouble(stack.meanWeights()[group][member]);
      }
    }
    floats(stack.curve().at());
    floats(stack.curve().more());
    out.writeDouble(stack.bounds().lower());
    out.writeDouble(stack.bounds().upper());
    floats(ridge.band().low());
    floats(ridge.band().high());
  }

  private void spiking(SpikingForecaster spiking) throws IOException {
    QuantisedWeights weights = spiking.network().quantised();
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    out.writeInt(weights.bytes());
    out.write(bytes.array());
    out.writeFloat(spiking.network().inputs().mean());
    out.writeFloat(spiking.network().inputs().deviation());
    out.writeFloat(spiking.network().inputs().residual());
    out.writeInt(spiking.network().stepsPerHour());
    out.writeDouble(spiking.blend().median());
    out.writeDouble(spiking.blend().mean());
    out.writeDouble(spiking.blend().spread());
  }

  private void trees(BoostedTrees boostedTrees) throws IOException {
    out.writeInt(boostedTrees.count());
    for (int feature : boostedTrees.features()) {
      out.writeShort(feature);
    }
    for (int threshold : boostedTrees.thresholds()) {
      out.writeShort(threshold);
    }
    floats(boostedTrees.medians());
    floats(boostedTrees.means());
    out.writeFloat(boostedTrees.median());
    out.writeFloat(boostedTrees.mean());
  }

  private void floats(float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }
}
