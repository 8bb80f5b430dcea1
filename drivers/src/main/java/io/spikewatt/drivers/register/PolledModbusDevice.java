package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Sample.Missing;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A device with a fixed Modbus map, as its profile describes it. */
public final class PolledModbusDevice extends SignalDevice<RegisterInput, OutputWriter> {

  /** Unused registers that are read along to save a request. */
  static final int MAX_GAP = 16;

  private final RegisterPort port;
  private final List<PollGroup> groups = new ArrayList<>();
  private final PowerOnlyRead readPowerOnly;
  private final Optional<HeartbeatFeeder> heartbeat;
  private final SettingsCheck settings;

  /** With write budgets that start afresh. */
  public PolledModbusDevice(String id, DeviceProfile.Modbus points, RegisterPort port) {
    this(id, points, port, WriteBudgetStore.inMemory());
  }

  /** {@code book} keeps the write budgets. */
  public PolledModbusDevice(
      String id, DeviceProfile.Modbus points, RegisterPort port, WriteBudgetStore book) {
    super(
        new SignalSet<>(
            id,
            SignalSet.places(
                id, points.inputs(), input -> input.register().quantity(), (_, input) -> input),
            SignalSet.places(
                id,
                points.outputs(),
                RegisterOutput::quantity,
                (signal, output) -> new OutputWriter(signal, output, points.maxRead(), book))));
    this.port = port;
    Map<Duration, List<RegisterSum>> byPace = new TreeMap<>();
    signals
        .inputs()
        .forEach(
            (signal, input) ->
                byPace
                    .computeIfAbsent(input.every(), every -> new ArrayList<>())
                    .add(new RegisterSum(signal, input)));
    byPace.forEach((every, totals) -> groups.add(new PollGroup(every, totals, points.maxRead())));
    this.readPowerOnly =
        new PowerOnlyRead(byPace.getOrDefault(Duration.ZERO, List.of()), points.maxRead());
    this.heartbeat = points.heartbeat().map(HeartbeatFeeder::new);
    this.settings = new SettingsCheck(points.settings());
  }

  @Override
  public Duration every(Signal input) {
    RegisterInput known = signals.inputs().get(input);
    return known == null ? Duration.ZERO : known.every();
  }

  @Override
  public Optional<AwaitedAnswer> ask(Moment now) {
    PollGroup only = null;
    for (PollGroup group : groups) {
      if (group.due(now)) {
        if (only != null) {
          return Optional.empty();
        }
        only = group;
      }
    }
    return only == null || settings.due(now) ? Optional.empty() : only.ask(port, now);
  }

  @Override
  public List<Sample> read(Moment now) {
    RegisterSession session = port.begin(now);
    List<Sample> samples = read(session, now);
    return settings
        .fault(session, now)
        .map(why -> samples.stream().<Sample>map(it -> new Missing(it.signal(), why, now)).toList())
        .orElse(samples);
  }

  private List<Sample> read(RegisterSession session, Moment now) {
    if (groups.size() == 1) {
      return groups.getFirst().read(session, now);
    }
    List<Sample> samples = new ArrayList<>(signals.inputs().size());
    groups.forEach(group -> samples.addAll(group.read(session, now)));
    return samples;
  }

  @Override
  public List<Sample.Good> readPowerOnly(Moment now) {
    return settings.fault().isPresent() ? List.of() : readPowerOnly.read(port, now);
  }

  /** Writes the setpoint, or the output's safe value once the setpoint has expired. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    OutputWriter writer = signals.outputs().get(setpoint.signal());
    if (writer == null) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    RegisterSession session = port.begin(now);
    Optional<Fault> unfit = settings.fault(session, now);
    if (unfit.isPresent()) {
      return new WriteReceipt.Failed(setpoint.signal(), unfit.get(), now);
    }
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
   * Whether the heartbeat is suspended: while the output yields to another writer, or while its
   * value could not be renewed. The device then falls back, and afterwards control begins anew.
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
    OutputWriter writer = signals.outputs().get(neutral.signal());
    if (writer == null) {
      return SignalSet.noSuchOutput(neutral, now);
    }
    heartbeat.ifPresent(HeartbeatFeeder::stop);
    return writer.release(neutral, port.begin(now), now);
  }

  @Override
  public List<WriteBudget> budgets(Moment now) {
    return signals.outputs().values().stream().flatMap(it -> it.budget(now).stream()).toList();
  }

  @Override
  public void close() {
    port.close();
  }

  /**
   * Feeds a dead-man's register with its value or a counter. It is called from writing only, so the
   * device falls back by itself when control stops.
   */
  private static final class HeartbeatFeeder {

    /** Tolerance for a late device. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Heartbeat heartbeat;
    private final Cadence cadence;
    private long connection;
    private int counter;
    private @Nullable Moment fedAt;

    HeartbeatFeeder(Heartbeat heartbeat) {
      this.heartbeat = heartbeat;
      this.cadence = new Cadence(heartbeat.timeout().dividedBy(3));
    }

    /** Writes the register if it is due; returns the failure. */
    Optional<RegisterReply.Failed> feed(RegisterSession session, Moment now) {
      if (!cadence.due(now) && session.connection() == connection) {
        return Optional.empty();
      }
      counter = counter % 0xFFFF + 1;
      RegisterReply reply = session.write(heartbeat.address(), heartbeat.value().orElse(counter));
      if (reply instanceof RegisterReply.Failed failed) {
        cadence.reset();
        return Optional.of(failed);
      }
      connection = session.connection();
      fedAt = now;
      cadence.done(now);
      return Optional.empty();
    }

    /** Whether the device has fallen back, after the longest time without a beat. */
    boolean lapsed(Moment now) {
      return fedAt == null || now.since(fedAt).compareTo(heartbeat.timeout().plus(SLACK)) > 0;
    }

    /** Feeds at once when control is taken again. */
    void stop() {
      cadence.reset();
    }
  }
}
