package io.spikewatt.drivers.opcua;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Some nodes of an OPC UA server that make up one device. The age of a sample is that of the
 * server's last confirmation, or of the node's source where the profile bounds it.
 */
public final class OpcUaDevice extends SignalDevice<OpcUaDevice.Input, OpcUaDevice.Output> {

  /** A setpoint with a timeout is written again after this part of it. */
  private static final int REWRITES_PER_TIMEOUT = 3;

  private final OpcUaLink link;
  private final Map<Signal, LastWrite> written = new HashMap<>();
  private boolean closed;

  /** {@code maxAge} is the oldest accepted age of the source; empty = any. */
  record Input(NodeAddress node, double factor, Optional<Duration> maxAge, SourceAge sourceAge) {

    static Input of(NodeSpec spec) {
      return new Input(
          NodeAddress.parse(spec.node()), spec.factor(), spec.maxAge(), new SourceAge());
    }
  }

  record Output(NodeAddress node, double factor, Optional<Duration> timeout) {

    static Output of(NodeOutput output) {
      NodeSpec spec = output.node();
      return new Output(NodeAddress.parse(spec.node()), spec.factor(), output.timeout());
    }
  }

  private record LastWrite(Variant value, int generation, Moment at) {}

  /**
   * @throws IllegalArgumentException if the profile holds an address that cannot be parsed
   * @throws IllegalStateException if the link is in use already
   */
  public OpcUaDevice(String id, DeviceProfile.OpcUa profile, OpcUaLink link) {
    super(
        new SignalSet<>(
            id,
            SignalSet.places(id, profile.inputs(), NodeSpec::quantity, (_, spec) -> Input.of(spec)),
            SignalSet.places(
                id,
                profile.outputs(),
                output -> output.node().quantity(),
                (_, output) -> Output.of(output))));
    this.link = link;
    link.add(
        nodes -> {
          signals.inputs().values().forEach(in -> nodes.input(in.node, in.maxAge.isPresent()));
          signals.outputs().values().forEach(output -> nodes.output(output.node));
        });
  }

  /** One answer serves all devices of the link that are read with the same {@code now}. */
  @Override
  public List<Sample> read(Moment now) {
    BulkAnswer answer = link.read(now);
    return signals.inputs().entrySet().stream()
        .map(input -> sample(input.getKey(), input.getValue(), answer, now))
        .toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    Signal signal = setpoint.signal();
    Output output = signals.outputs().get(signal);
    if (output == null) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    OpenSession session = link.session();
    if (session == null) {
      return new WriteReceipt.Failed(signal, link.why(), now);
    }
    NodeId node = session.nodes().get(output.node);
    if (node == null) {
      return new WriteReceipt.Refused(signal, absent(session.absent().get(output.node)), now);
    }
    try {
      double wanted = setpoint.orSafe(now).value() / output.factor;
      Variant value = link.type(session, output.node).orElse(NodeType.DOUBLE).variant(wanted);
      return write(signal, output, node, value, session, now);
    } catch (ArithmeticException e) {
      return WriteReceipt.refused(signal, Kind.OUT_OF_RANGE, String.valueOf(e.getMessage()), now);
    }
  }

  private WriteReceipt write(
      Signal signal, Output output, NodeId node, Variant value, OpenSession session, Moment now) {
    double effective = NodeValues.number(value) * output.factor;
    int generation = session.generation();
    if (!due(written.get(signal), value, generation, output, now)) {
      return new WriteReceipt.Written(signal, effective, false, now);
    }
    written.remove(signal);
    return switch (link.write(session, node, value)) {
      case WriteAnswer.Failed failed -> new WriteReceipt.Failed(signal, failed.fault(), now);
      case WriteAnswer.Refused no -> WriteReceipt.refused(signal, Kind.REJECTED, no.status(), now);
      case WriteAnswer.Taken _ -> {
        written.put(signal, new LastWrite(value, generation, now));
        yield new WriteReceipt.Written(signal, effective, true, now);
      }
    };
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      link.remove();
    }
  }

  private static boolean due(
      @Nullable LastWrite last, Variant value, int generation, Output output, Moment now) {
    if (last == null || last.generation != generation || !last.value.equals(value)) {
      return true;
    }
    return output
        .timeout
        .map(timeout -> timeout.dividedBy(REWRITES_PER_TIMEOUT))
        .filter(refresh -> now.since(last.at).compareTo(refresh) >= 0)
        .isPresent();
  }

  private static Sample sample(Signal signal, Input input, BulkAnswer answer, Moment now) {
    return switch (answer) {
      case BulkAnswer.Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case BulkAnswer.Values values -> {
        DataValue value = values.value(input.node);
        yield value == null
            ? new Sample.Missing(signal, absent(values.absent(input.node)), now)
            : sample(signal, input, value, values.age(), now);
      }
    };
  }

  private static Sample sample(
      Signal signal, Input input, DataValue value, Duration age, Moment now) {
    Moment said = now.plus(age.negated());
    if (input.maxAge.isEmpty()) {
      return NodeValues.sample(signal, value, input.factor, said);
    }
    Duration source = input.sourceAge.of(value, now);
    if (source.compareTo(input.maxAge.get()) > 0) {
      return Sample.missing(signal, Kind.STALE, "source is " + source.toSeconds() + " s old", now);
    }
    Moment taken = now.plus(source.negated());
    return NodeValues.sample(signal, value, input.factor, taken.isBefore(said) ? taken : said);
  }

  private static Fault absent(@Nullable Fault known) {
    return known == null ? Fault.of(Kind.BAD_FRAME, "the server left it out") : known;
  }

  /**
   * Age of a node's last source value. The clocks of source, server and gateway may all be wrong.
   * After the first observed change of the source timestamp, the age is the time since the last
   * change on our monotonic clock. Until then the server's timestamp is the reference: a source
   * clock one hour late costs one value, and a source dead for an hour stays missing until it
   * changes. A source without a timestamp has no age.
   */
  static final class SourceAge {

    private @Nullable DateTime newest;
    private @Nullable Moment since;
    private Duration atFirst = Duration.ZERO;

    /** The age of the value's source at {@code now}, in the order in which values are read. */
    Duration of(DataValue value, Moment now) {
      DateTime source = value.sourceTime();
      if (source == null) {
        return Duration.ZERO;
      }
      if (newest == null || since == null) {
        atFirst = behindServer(source, value.serverTime());
        since = now;
        newest = source;
      } else if (!source.equals(newest)) {
        // Backwards too: that is a clock being set, not an old value.
        atFirst = Duration.ZERO;
        since = now;
        newest = source;
      }
      return atFirst.plus(now.since(since));
    }

    private static Duration behindServer(DateTime source, @Nullable DateTime server) {
      if (server == null) {
        return Duration.ZERO;
      }
      Duration behind = Duration.between(source.getJavaInstant(), server.getJavaInstant());
      return behind.isNegative() ? Duration.ZERO : behind;
    }
  }
}
