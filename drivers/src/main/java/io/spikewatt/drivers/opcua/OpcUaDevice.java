package io.spikewatt.drivers.opcua;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.NodeOutput;
import io.spikewatt.config.profile.DeviceProfile.NodeSpec;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/** Some nodes of an OPC UA server that make up one device. The link belongs to whoever made it. */
public final class OpcUaDevice implements Device {

  /** A setpoint with a timeout is written again after this part of it. */
  private static final int REWRITES_PER_TIMEOUT = 3;

  private final String id;
  private final OpcUaLink link;
  private final Optional<Duration> maxSourceAge;
  private final Map<Signal, Input> inputs = new LinkedHashMap<>();
  private final Map<Signal, Output> outputs = new LinkedHashMap<>();
  private final Map<Signal, LastWrite> written = new HashMap<>();

  private record Input(NodeId node, double factor) {}

  private record Output(NodeId node, double factor, Optional<Duration> timeout) {}

  private record LastWrite(Variant value, int generation, Moment at) {}

  /**
   * @throws IllegalArgumentException if the profile holds a NodeId that cannot be parsed
   */
  public OpcUaDevice(String id, DeviceProfile.OpcUa profile, OpcUaLink link) {
    this(id, profile, link, Optional.empty());
  }

  /**
   * @param maxSourceAge oldest source timestamp that is accepted, by the server's own clock; empty
   *     = any
   */
  public OpcUaDevice(
      String id, DeviceProfile.OpcUa profile, OpcUaLink link, Optional<Duration> maxSourceAge) {
    this.id = id;
    this.link = link;
    this.maxSourceAge = maxSourceAge;
    for (NodeSpec spec : profile.inputs()) {
      inputs.put(new Signal(id, spec.quantity()), new Input(node(spec), spec.factor()));
    }
    for (NodeOutput output : profile.outputs()) {
      NodeSpec spec = output.node();
      outputs.put(
          new Signal(id, spec.quantity()), new Output(node(spec), spec.factor(), output.timeout()));
    }
    // Outputs are read as well: their values tell the type in which they have to be written.
    link.register(
        Stream.concat(
                inputs.values().stream().map(Input::node),
                outputs.values().stream().map(Output::node))
            .toList());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<Signal> inputs() {
    return Collections.unmodifiableSet(inputs.keySet());
  }

  @Override
  public Set<Signal> outputs() {
    return Collections.unmodifiableSet(outputs.keySet());
  }

  /** One bulk read serves all devices of the link that are read with the same {@code now}. */
  @Override
  public List<Sample> read(Moment now) {
    Answer answer = link.read(now);
    return inputs.entrySet().stream()
        .map(input -> sample(input.getKey(), input.getValue(), answer, now))
        .toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    Signal signal = setpoint.signal();
    Output output = outputs.get(signal);
    if (output == null) {
      return refused(signal, Kind.NOT_IMPLEMENTED, "no such output", now);
    }
    Variant value;
    try {
      double wanted = setpoint.orSafe(now).value() / output.factor;
      value = NodeValues.variant(wanted, link.lastValue(output.node));
    } catch (ArithmeticException e) {
      return refused(signal, Kind.OUT_OF_RANGE, String.valueOf(e.getMessage()), now);
    }
    double effective = NodeValues.number(value) * output.factor;
    int generation = link.generation();
    if (!due(written.get(signal), value, generation, output, now)) {
      return new WriteReceipt.Written(signal, effective, false, now);
    }
    written.remove(signal);
    return switch (link.write(output.node, value)) {
      case WriteAnswer.Failed failed -> new WriteReceipt.Failed(signal, failed.fault(), now);
      case WriteAnswer.Status status when !status.code().isGood() ->
          refused(signal, Kind.REJECTED, NodeValues.name(status.code()), now);
      case WriteAnswer.Status status -> {
        written.put(signal, new LastWrite(value, generation, now));
        yield new WriteReceipt.Written(signal, effective, true, now);
      }
    };
  }

  @Override
  public void close() {}

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

  private Sample sample(Signal signal, Input input, Answer answer, Moment now) {
    return switch (answer) {
      case Answer.Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case Answer.Values values -> {
        DataValue value = values.values().get(input.node);
        yield value == null
            ? Sample.missing(signal, Kind.BAD_FRAME, "the server left it out", now)
            : NodeValues.sample(signal, value, input.factor, maxSourceAge, now);
      }
    };
  }

  private static WriteReceipt refused(Signal signal, Kind kind, String detail, Moment now) {
    return new WriteReceipt.Refused(signal, Fault.of(kind, detail), now);
  }

  private static NodeId node(NodeSpec spec) {
    return NodeId.parseSafe(spec.node())
        .orElseThrow(() -> new IllegalArgumentException("not a NodeId: " + spec.node()));
  }

  /** What became of a write on the wire. */
  sealed interface WriteAnswer {
    record Status(StatusCode code) implements WriteAnswer {}

    record Failed(Fault fault) implements WriteAnswer {}
  }
}
