package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteBudget;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** A device with a fixed Modbus map, as its profile describes it. */
public final class PolledModbusDevice implements Device {

  /** Unused registers that are read along to save a request, unless told otherwise. */
  public static final int DEFAULT_MAX_GAP = 16;

  private final String id;
  private final RegisterPort port;
  private final Map<Signal, Duration> inputs = new LinkedHashMap<>();
  private final List<PollGroup> groups = new ArrayList<>();
  private final PowerOnlyRead readPowerOnly;
  private final Map<Signal, OutputWriter> outputs = new LinkedHashMap<>();
  private final Map<Signal, WriteAllowance> allowances = new LinkedHashMap<>();
  private final Optional<HeartbeatFeeder> heartbeat;

  /** With write budgets that start afresh. */
  public PolledModbusDevice(String id, DeviceProfile.Modbus points, RegisterPort port) {
    this(id, points, port, DEFAULT_MAX_GAP, WriteBudgetStore.inMemory());
  }

  /**
   * @param maxGap unused registers that may be read along to save a request
   * @param book where write budgets are kept
   */
  public PolledModbusDevice(
      String id,
      DeviceProfile.Modbus points,
      RegisterPort port,
      int maxGap,
      WriteBudgetStore book) {
    this.id = id;
    this.port = port;
    Map<Duration, List<RegisterSum>> byPace = new TreeMap<>();
    for (RegisterInput input : points.inputs()) {
      Signal signal = new Signal(id, input.register().quantity());
      inputs.put(signal, input.every());
      byPace
          .computeIfAbsent(input.every(), every -> new ArrayList<>())
          .add(new RegisterSum(signal, input.parts()));
    }
    byPace.forEach(
        (every, totals) -> groups.add(new PollGroup(every, totals, maxGap, points.maxRead())));
    this.readPowerOnly =
        new PowerOnlyRead(byPace.getOrDefault(Duration.ZERO, List.of()), maxGap, points.maxRead());
    for (RegisterOutput output : points.outputs()) {
      Signal signal = new Signal(id, output.quantity());
      OptionalInt daily = output.dailyWrites();
      if (daily.isPresent()) {
        allowances.put(signal, new WriteAllowance(signal.toString(), daily.getAsInt(), book));
      }
      outputs.put(
          signal,
          new OutputWriter(
              signal, output, points.maxRead(), Optional.ofNullable(allowances.get(signal))));
    }
    this.heartbeat = points.heartbeat().map(HeartbeatFeeder::new);
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
  public Duration every(Signal input) {
    return inputs.getOrDefault(input, Duration.ZERO);
  }

  @Override
  public void ask(Moment now) {
    if (!groups.isEmpty()) {
      groups.getFirst().ask(port);
    }
  }

  @Override
  public List<Sample> read(Moment now) {
    RegisterSession session = port.begin(now);
    if (groups.size() == 1) {
      return groups.getFirst().read(session, now);
    }
    List<Sample> samples = new ArrayList<>(inputs.size());
    groups.forEach(group -> samples.addAll(group.read(session, now)));
    return samples;
  }

  @Override
  public List<Sample.Good> readPowerOnly(Moment now) {
    return readPowerOnly.read(port, now);
  }

  /** Writes the setpoint, or the output's safe value once the setpoint has expired. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    OutputWriter writer = outputs.get(setpoint.signal());
    if (writer == null) {
      return noSuchOutput(setpoint, now);
    }
    RegisterSession session = port.begin(now);
    boolean waits = heartbeat.isPresent() && waits(heartbeat.get(), writer, now);
    Optional<Failed> unfed = waits ? Optional.empty() : feed(session, now);
    WriteReceipt receipt = writer.write(setpoint.orSafe(now), session, now);
    if (waits && !waits(heartbeat.get(), writer, now)) {
      unfed = feed(session, now);
    }
    if (unfed.isPresent() && receipt instanceof WriteReceipt.Written) {
      Fault fault = unfed.get().fault();
      return new WriteReceipt.Failed(
          setpoint.signal(), Fault.of(fault.kind(), "heartbeat: " + fault.detail()), now);
    }
    return receipt;
  }

  /**
   * Whether the heartbeat is not fed for now: not for somebody else, nor for a value that could not
   * be renewed. The device is to fall back then; once it has, all begins anew.
   */
  private static boolean waits(HeartbeatFeeder feeder, OutputWriter writer, Moment now) {
    if (writer.outdated(now) && feeder.lapsed(now)) {
      writer.fellBack();
    }
    return writer.yielding(now) || writer.outdated(now);
  }

  private Optional<Failed> feed(RegisterSession session, Moment now) {
    return heartbeat.flatMap(feeder -> feeder.feed(session, now));
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
  public List<WriteBudget> budgets(Moment now) {
    List<WriteBudget> budgets = new ArrayList<>(allowances.size());
    allowances.forEach(
        (signal, left) -> budgets.add(new WriteBudget(signal, left.perDay(), left.left(now))));
    return budgets;
  }

  @Override
  public void close() {
    port.close();
  }
}
