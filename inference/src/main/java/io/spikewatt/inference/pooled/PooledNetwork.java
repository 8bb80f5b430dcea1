package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.graded.GradedNetwork;
import io.spikewatt.inference.graded.GradedState;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * A network of graded spikes, trained on several sites, that forecasts the error of the mean of the
 * last days at an hour. A step is an hour ahead. Confined to one thread.
 */
public final class PooledNetwork {
  /** Units of each hidden layer. */
  public static final int UNITS = 44;

  /** Least move from hour to hour that is sent, in standard deviations. */
  public static final float THRESHOLD = 0.02f;

  /** Its outputs for an hour: P10, P50, P90 and the mean. */
  private static final int OUTPUTS = 4;

  private static final int P10 = 0;
  private static final int P50 = 1;
  private static final int P90 = 2;
  private static final int MEAN = 3;

  private final QuantisedGradedWeights weights;
  private final GradedNetwork network;
  private final GradedState state;
  private final float unit;

  /** Refuses weights of other inputs than that kind's. */
  public PooledNetwork(SeriesKind kind, QuantisedGradedWeights weights) {
    if (weights.topology().inputs() != OriginInputs.count(kind)
        || weights.topology().outputs() != OUTPUTS) {
      throw new IllegalArgumentException(
          "a pooled network of %d inputs and %d outputs, expected %d and %d"
              .formatted(
                  weights.topology().inputs(),
                  weights.topology().outputs(),
                  OriginInputs.count(kind),
                  OUTPUTS));
    }
    this.weights = weights;
    network = new GradedNetwork(weights, THRESHOLD);
    state = network.newState();
    unit = outputUnit(kind);
  }

  /** Its weights, of inputs that {@link OriginInputs} makes. */
  public QuantisedGradedWeights weights() {
    return weights;
  }

  /** Name of the inputs of a kind's network; another one where they change. */
  public static String inputs(SeriesKind kind) {
    return OriginInputs.id(kind);
  }

  /** An output of 1, in levels of the site: about the usual error of the base. */
  public static float outputUnit(SeriesKind kind) {
    return kind.followsSun() ? 0.15f : 0.5f;
  }

  /**
   * The network that comes with the product; none for wind, of which no measured series that may be
   * passed on was available. Refuses a network of other inputs than this version makes.
   */
  public static Optional<PooledNetwork> shipped(SeriesKind kind) {
    if (kind == SeriesKind.WIND) {
      return Optional.empty();
    }
    String name = kind.name().toLowerCase(Locale.ROOT) + ".pooled";
    try (InputStream file = PooledNetwork.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("no " + name + ": run bench/pretrain");
      }
      return Optional.of(read(kind, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #write} wrote; refuses a network of other inputs than this version makes. */
  public static PooledNetwork read(SeriesKind kind, InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    String made = in.readUTF();
    if (!made.equals(OriginInputs.id(kind))) {
      throw new IllegalStateException(
          "the pooled network was trained on %s, expected %s: run bench/pretrain"
              .formatted(made, OriginInputs.id(kind)));
    }
    return new PooledNetwork(kind, QuantisedGradedWeights.read(ByteBuffer.wrap(in.readAllBytes())));
  }

  /** Writes the weights of a network with the name of its inputs. */
  public static void write(SeriesKind kind, QuantisedGradedWeights weights, OutputStream file)
      throws IOException {
    DataOutputStream out = new DataOutputStream(file);
    out.writeUTF(OriginInputs.id(kind));
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    out.write(bytes.array(), 0, bytes.position());
  }

  /** Begins at an origin: nothing has been sent. */
  void begin() {
    network.reset(state);
  }

  /**
   * Forecast error of an hour's base, in levels of the site.
   *
   * @param low 10 % of outcomes stay below
   * @param high 90 % of outcomes stay below
   */
  record BaseError(double low, double median, double high, double mean) {
    static final BaseError NONE = new BaseError(0, 0, 0, 0);
  }

  /** The next hour ahead. */
  BaseError next(float[] inputs) {
    network.step(state, inputs, 0);
    float[] said = state.output();
    double median = unit * said[P50];
    return new BaseError(
        Math.min(median, unit * said[P10]),
        median,
        Math.max(median, unit * said[P90]),
        unit * said[MEAN]);
  }
}
