package io.spikewatt.inference.netx;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.WritableGroup;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.hdf5.Hdf5File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A network of graded spikes in an HDF5 file as lava-dl's netx reads it: {@code /layer/0} input,
 * {@code 1} flatten, {@code 2} to {@code 4} dense. What netx does not know is in {@code
 * /spikewatt}, which it does not read: scales of inputs and outputs, and the network in its own
 * bytes, from which {@link #read} has it back to the bit.
 */
public final class NetxFile {
  private static final String OWN = "spikewatt";
  private static final String NETWORK = "network";
  private static final String THRESHOLD = "threshold";
  private static final String CHECKSUM = "crc32";

  /** Most bytes of a network: four layers of 500 units. */
  private static final int MOST_BYTES = 1 << 21;

  private static final String NOTE =
      "Feed input_gain x; y = output_scale (sum of the last layer) + output_bias. Each input"
          + " passes the hidden layers as a pair of its positive and negative part: netx has no"
          + " skip. One threshold a layer: netx has none a unit. Trees and the blend are not in"
          + " this file.";

  private NetxFile() {}

  /**
   * Writes a network.
   *
   * @param threshold in standard deviations of a sender's activity
   * @throws IllegalArgumentException for a threshold of 0, which netx cannot express
   */
  public static FileWrite write(Path path, QuantisedGradedWeights weights, float threshold) {
    NetxLayers layers = NetxLayers.of(weights, threshold);
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    return Hdf5File.write(
        path,
        file -> {
          layers(file.putGroup("layer"), layers);
          WritableGroup own = file.putGroup(OWN);
          own.putDataset("note", NOTE);
          own.putDataset("input_gain", layers.inputGain());
          own.putDataset("output_scale", layers.outputScale());
          own.putDataset("output_bias", layers.outputBias());
          own.putDataset(NETWORK, bytes.array());
          own.putDataset(THRESHOLD, new float[] {threshold});
          own.putDataset(CHECKSUM, new long[] {checksum(bytes.array(), threshold)});
        });
  }

  private static void layers(WritableGroup root, NetxLayers layers) {
    WritableGroup input = root.putGroup("0");
    input.putDataset("type", new String[] {"input"});
    input.putDataset("shape", new int[] {layers.inputGain().length, 1, 1});
    // Netx feeds 2 weight x - weight + bias.
    input.putDataset("weight", NetxLayers.RESOLUTION / 2);
    input.putDataset("bias", NetxLayers.RESOLUTION / 2);
    WritableGroup senders = neuron(input);
    senders.putDataset("vThMant", layers.threshold()[0]);
    root.putGroup("1").putDataset("type", new String[] {"flatten"});
    for (int l = 0; l < layers.weight().length; l++) {
      int[][] weight = layers.weight()[l];
      WritableGroup dense = root.putGroup(Integer.toString(l + 2));
      dense.putDataset("type", new String[] {"dense"});
      dense.putDataset("shape", new int[] {weight.length});
      dense.putDataset("inFeatures", weight[0].length);
      dense.putDataset("outFeatures", weight.length);
      dense.putDataset("weight", weight);
      WritableGroup neuron = neuron(dense);
      if (l < layers.bias().length) {
        dense.putDataset("bias", layers.bias()[l]);
        neuron.putDataset("vThMant", layers.threshold()[l + 1]);
      } else {
        neuron.putDataset("vThMant", 0);
        neuron.putDataset("sigma_output", 1);
      }
    }
  }

  private static WritableGroup neuron(WritableGroup layer) {
    WritableGroup neuron = layer.putGroup("neuron");
    neuron.putDataset("type", "SDNN");
    neuron.putDataset("activation", "relu");
    return neuron;
  }

  private static long checksum(byte[] network, float threshold) {
    CRC32 sum = new CRC32();
    sum.update(network);
    sum.update(ByteBuffer.allocate(Float.BYTES).putFloat(0, threshold));
    return sum.getValue();
  }

  /** Reads a network that {@link #write} wrote, or returns why the file is refused. */
  public static NetxRead read(Path path) {
    return Hdf5File.read(path, NetxFile::read, NetxRead.Refused::new);
  }

  private static NetxRead read(Group file) {
    if (!(file.getChildren().get(OWN) instanceof Group own)) {
      throw new IllegalArgumentException(
          "expected a group " + OWN + ", found " + file.getChildren().keySet());
    }
    ByteBuffer bytes = ByteBuffer.wrap((byte[]) array(own, NETWORK, byte[].class));
    float[] threshold = (float[]) array(own, THRESHOLD, float[].class);
    QuantisedGradedWeights weights = QuantisedGradedWeights.read(bytes);
    if (bytes.hasRemaining() || threshold.length != 1 || !(threshold[0] <= 1)) {
      throw new IllegalArgumentException("expected one network and its threshold");
    }
    long[] sum = (long[]) array(own, CHECKSUM, long[].class);
    if (sum.length != 1 || sum[0] != checksum(bytes.array(), threshold[0])) {
      throw new IllegalArgumentException("/spikewatt: its checksum is another");
    }
    // If another tool changed a layer, the bytes are another network.
    check(file, NetxLayers.of(weights, threshold[0]));
    return new NetxRead.Loaded(weights, threshold[0]);
  }

  private static void check(Group file, NetxLayers layers) {
    for (int l = 0; l < layers.weight().length; l++) {
      String place = "layer/" + (l + 2);
      int[][] expected = layers.weight()[l];
      if (!(file.getByPath(place) instanceof Group layer)) {
        throw new IllegalArgumentException("expected a group " + place);
      }
      int[][] found = (int[][]) array(layer, "weight", int[][].class);
      boolean same = Arrays.deepEquals(expected, found);
      if (l < layers.bias().length) {
        int[] bias = (int[]) array(layer, "bias", int[].class);
        same &= Arrays.equals(layers.bias()[l], bias);
      }
      if (!same) {
        throw new IllegalArgumentException(
            place + ": expected the weights of our network, found others");
      }
    }
  }

  private static Object array(Group group, String name, Class<?> type) {
    if (group.getChildren().get(name) instanceof Dataset dataset
        && dataset.getSize() <= MOST_BYTES
        && dataset.getSizeInBytes() <= 4L * MOST_BYTES) {
      Object data = dataset.getData();
      if (type.isInstance(data)) {
        return data;
      }
    }
    throw new IllegalArgumentException(
        group.getPath() + ": expected " + name + " as " + type.getSimpleName());
  }

  public sealed interface NetxRead {

    /** A network that we wrote, equal to the bit, and its threshold in a sender's deviations. */
    record Loaded(QuantisedGradedWeights weights, float threshold) implements NetxRead {}

    /** A refused file, with the expected and the actual content. */
    record Refused(String detail) implements NetxRead {}
  }
}
