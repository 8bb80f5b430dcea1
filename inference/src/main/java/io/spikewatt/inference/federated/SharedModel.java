package io.spikewatt.inference.federated;

/** The network's shared weights after a round, and the name of the model's inputs. */
public record SharedModel(String features, long round, float[] weights) {
  private static final char KIND = 'M';

  public byte[] encoded() {
    return new MessageWriter(KIND, MessageWriter.KEPT_VERSION)
        .text(features)
        .number(round)
        .floats(weights)
        .bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes, and weights that are no numbers. */
  public static SharedModel decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a shared model", KIND, MessageWriter.KEPT_VERSION, bytes);
    SharedModel model = in.whole(new SharedModel(in.text(), in.longInteger(), in.floats()));
    for (float weight : model.weights) {
      if (!Float.isFinite(weight)) {
        throw in.malformed("numbers expected, found a weight of " + weight);
      }
    }
    return model;
  }
}
