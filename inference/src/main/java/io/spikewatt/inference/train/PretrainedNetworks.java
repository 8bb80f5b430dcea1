package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The networks that come with the product, in eight bits, trained on several sites. A site's own
 * training begins with one of them. {@code bench/pretrain} makes the files.
 */
public final class PretrainedNetworks {

  private PretrainedNetworks() {}

  /**
   * The network for a kind of series; none for wind, of which no measured series that may be passed
   * on was available. Refuses a network of other features than this version makes.
   */
  static Optional<Weights> of(SeriesKind kind) {
    if (kind == SeriesKind.WIND) {
      return Optional.empty();
    }
    String name = kind.name().toLowerCase(Locale.ROOT) + ".network";
    try (InputStream file = PretrainedNetworks.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("no " + name + ": run bench/pretrain");
      }
      DataInputStream in = new DataInputStream(file);
      String made = in.readUTF();
      if (!made.equals(features(kind))) {
        throw new IllegalStateException(
            "%s was trained on %s, expected %s: run bench/pretrain"
                .formatted(name, made, features(kind)));
      }
      return Optional.of(QuantisedWeights.read(ByteBuffer.wrap(in.readAllBytes())).dequantised());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a network as {@link #of} reads it. */
  public static void write(SeriesKind kind, Weights weights, OutputStream file) throws IOException {
    QuantisedWeights quantised = QuantisedWeights.of(weights);
    ByteBuffer bytes = ByteBuffer.allocate(quantised.bytes());
    quantised.write(bytes);
    DataOutputStream out = new DataOutputStream(file);
    out.writeUTF(features(kind));
    out.write(bytes.array(), 0, bytes.position());
  }

  private static String features(SeriesKind kind) {
    return FeatureSet.of(kind, List.of()).id();
  }
}
