package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterOutput.Persistence;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A device with a fixed Modbus map, as its profile describes it. */
public final class PolledModbusDevice implements Device {

  /** Unused registers that are read along to save a request, unless told otherwise. */
  public static final int DEFAULT_MAX_GAP = 16;

  /** How often a value that does not change is written again into volatile memory. */
  static final Duration REFRESH = Duration.ofSeconds(10);

  private final String id;
  private final RegisterPort port;
  private final Map<Signal, RegisterSpec> inputs = new LinkedHashMap<>();
  private final Map<Signal, OutputWriter> outputs = new LinkedHashMap<>();
  private final Optional<HeartbeatFeeder> heartbeat;
  private final PollPlan plan;

  public PolledModbusDevice(String id, DeviceProfile.Modbus points, RegisterPort port) {
    this(id, points, port, DEFAULT_MAX_GAP);
  }

  /**
   * @param maxGap unused registers that may be read along to save a request
   */
  public PolledModbusDevice(String id, DeviceProfile.Modbus points, RegisterPort port, int maxGap) {
    this.id = id;
    this.port = port;
    for (RegisterSpec spec : points.inputs()) {
      inputs.put(new Signal(id, spec.quantity()), spec);
    }
    Optional<Heartbeat> beat = points.heartbeat();
    boolean beatIsValue = false;
    for (RegisterOutput output : points.outputs()) {
      boolean feeds = beat.filter(b -> b.address() == output.register().address()).isPresent();
      beatIsValue |= feeds;
      outputs.put(
          new Signal(id, output.register().quantity()),
          new OutputWriter(output, refresh(output, feeds ? beat : Optional.empty())));
    }
    // A device that wants its setpoint itself again and again must not find a counter there.
    this.heartbeat = beatIsValue ? Optional.empty() : beat.map(HeartbeatFeeder::new);
    this.plan = new PollPlan(inputs.values().stream().map(Span::of).toList(), maxGap);
  }

  private static @Nullable Duration refresh(RegisterOutput output, Optional<Heartbeat> feeds) {
    if (feeds.isPresent()) {
      return feeds.get().timeout().dividedBy(3);
    }
    return output.persistence() == Persistence.VOLATILE ? REFRESH : null;
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

  @Override
  public List<Sample> read(Moment now) {
    Map<Span, RegisterReply> replies = plan.read(port.begin(now), now);
    List<Sample> samples = new ArrayList<>();
    inputs.forEach(
        (signal, spec) -> samples.add(sample(signal, spec, replies.get(Span.of(spec)), now)));
    return samples;
  }

  private static Sample sample(
      Signal signal, RegisterSpec spec, @Nullable RegisterReply reply, Moment now) {
    return switch (reply) {
      case Words words -> RegisterCodec.decode(signal, spec, words.words(), now);
      case Failed failed -> new Sample.Missing(signal, failed.fault(), now);
      case null -> throw new IllegalStateException(signal + " was not polled");
    };
  }

  /** Writes the setpoint, or the output's safe value once the setpoint has expired. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    OutputWriter writer = outputs.get(setpoint.signal());
    if (writer == null) {
      return noSuchOutput(setpoint, now);
    }
    RegisterSession session = port.begin(now);
    Optional<Failed> unfed = heartbeat.flatMap(feeder -> feeder.feed(session, now));
    WriteReceipt receipt = writer.write(setpoint.orSafe(now), session, now);
    if (unfed.isPresent() && receipt instanceof WriteReceipt.Written) {
      Fault fault = unfed.get().fault();
      return new WriteReceipt.Failed(
          setpoint.signal(), Fault.of(fault.kind(), "heartbeat: " + fault.detail()), now);
    }
    return receipt;
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    OutputWriter writer = outputs.get(neutral.signal());
    if (writer == null) {
      return noSuchOutput(neutral, now);
    }
    heartbeat.ifPresent(HeartbeatFeeder::stop);
    return writer.release(neutral, port.begin(now), now);
  }

  private static WriteReceipt noSuchOutput(ApprovedSetpoint setpoint, Moment now) {
    Fault fault = Fault.of(Fault.Kind.NOT_IMPLEMENTED, "no such output");
    return new WriteReceipt.Refused(setpoint.signal(), fault, now);
  }

  @Override
  public void close() {
    port.close();
  }
}
