package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.model.ModelFrame;
import io.spikewatt.inference.model.ModelRead;
import io.spikewatt.inference.model.ModelRead.Reason;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead.Loaded;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead.Refused;
import io.spikewatt.inference.tree.BoostedTrees;
import io.spikewatt.inference.tree.QuantileTrees;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A nowcast model as a {@link ModelFrame} of magic "SPKN"; the features' id comes first. */
public final class NowcastModelFile {
  static final int MAGIC = 0x53504B4E;
  static final int VERSION = 1;

  private static final ModelFrame FRAME = new ModelFrame(MAGIC, VERSION);
  private static final int MOST_TREES = 1000;

  private NowcastModelFile() {}

  public static byte[] bytes(NowcastModel model) {
    try {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      write(model, new DataOutputStream(payload));
      return FRAME.around(payload.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model of those bytes, or why they are refused. */
  public static NowcastModelRead read(byte[] file) {
    return FRAME.read(file, NowcastModelFile::read, Refused::new);
  }

  private static NowcastModelRead read(DataInputStream in) throws IOException {
    String features = in.readUTF();
    if (!features.equals(NowcastFeatures.ID)) {
      return new Refused(
          Reason.OTHER_FEATURES,
          "trained on " + features + ", this version makes " + NowcastFeatures.ID);
    }
    NowcastModel model = model(in);
    if (in.read() >= 0) {
      throw new StreamCorruptedException("more than a model");
    }
    return new Loaded(model);
  }

  private static void write(NowcastModel model, DataOutputStream stream) throws IOException {
    stream.writeUTF(NowcastFeatures.ID);
    stream.writeUTF(model.kind().name());
    stream.writeBoolean(model.followsSky());
    stream.writeDouble(model.scale());
    stream.writeLong(model.from().getEpochSecond());
    stream.writeLong(model.to().getEpochSecond());
    floats(stream, model.standardiser().mean());
    floats(stream, model.standardiser().deviation());
    QuantisedGradedWeights network = model.members().network();
    ByteBuffer weights = ByteBuffer.allocate(network.bytes());
    network.write(weights);
    stream.writeInt(network.bytes());
    stream.write(weights.array());
    stream.writeFloat(model.members().threshold());
    for (QuantileTrees trees : model.members().trees()) {
      stream.writeInt(trees.count());
      for (int feature : trees.features()) {
        stream.writeByte(feature);
      }
      for (int threshold : trees.thresholds()) {
        stream.writeShort(threshold);
      }
      floats(stream, trees.start());
      floats(stream, trees.leaves());
    }
    for (double[][] numbers :
        new double[][][] {model.start().weights(), model.start().bandFactors()}) {
      for (double[] window : numbers) {
        for (double number : window) {
          stream.writeDouble(number);
        }
      }
    }
  }

  private static void floats(DataOutputStream stream, float[] values) throws IOException {
    for (float value : values) {
      stream.writeFloat(value);
    }
  }

  private static NowcastModel model(DataInputStream in) throws IOException {
    SeriesKind kind = SeriesKind.valueOf(in.readUTF());
    boolean followsSky = in.readBoolean();
    double scale = in.readDouble();
    Instant from = Instant.ofEpochSecond(in.readLong());
    Instant to = Instant.ofEpochSecond(in.readLong());
    Standardiser standardiser =
        new Standardiser(floats(in, NowcastFeatures.COUNT), floats(in, NowcastFeatures.COUNT));
    for (float deviation : standardiser.deviation()) {
      if (!(deviation > 0)) {
        throw new StreamCorruptedException("a deviation of " + deviation);
      }
    }
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new StreamCorruptedException("ends within " + length + " bytes of a network");
    }
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(length));
    QuantisedGradedWeights network = QuantisedGradedWeights.read(bytes);
    if (bytes.hasRemaining()) {
      throw new StreamCorruptedException("more than a network");
    }
    float threshold = in.readFloat();
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new StreamCorruptedException("a threshold of " + threshold);
    }
    List<QuantileTrees> trees = new ArrayList<>();
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      trees.add(trees(in));
    }
    double[][] weights = numbers(in, NowcastModel.MEMBERS);
    double[][] factors = numbers(in, 2);
    return new NowcastModel(
        kind,
        followsSky,
        scale,
        standardiser,
        new NowcastModel.LearntMembers(network, threshold, trees),
        new NowcastModel.BlendStart(weights, factors),
        from,
        to);
  }

  private static QuantileTrees trees(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST_TREES) {
      throw new StreamCorruptedException(count + " trees");
    }
    int[] features = new int[count * BoostedTrees.DEPTH];
    for (int i = 0; i < features.length; i++) {
      features[i] = in.readUnsignedByte();
    }
    int[] thresholds = new int[features.length];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = in.readShort();
    }
    float[] start = floats(in, QuantileTrees.VALUES);
    float[] leaves = floats(in, count * BoostedTrees.LEAVES * QuantileTrees.VALUES);
    return new QuantileTrees(features, thresholds, start, leaves);
  }

  private static double[][] numbers(DataInputStream in, int columns) throws IOException {
    double[][] numbers = new double[NowcastWindows.COUNT][columns];
    for (double[] window : numbers) {
      for (int i = 0; i < columns; i++) {
        window[i] = in.readDouble();
      }
    }
    return numbers;
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
      if (!Float.isFinite(values[i])) {
        throw new StreamCorruptedException("a number that is none");
      }
    }
    return values;
  }

  public sealed interface NowcastModelRead {

    /** A whole model. */
    record Loaded(NowcastModel model) implements NowcastModelRead {}

    /** Refused bytes: a reason for programs, and for people what was expected and found. */
    record Refused(ModelRead.Reason reason, String detail) implements NowcastModelRead {}
  }
}
