package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery.Result;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A SunSpec device, rediscovered when a firmware update has moved its models. */
public final class SunSpecDevice extends SignalDevice<List<QuantitySource>, List<SunSpecControl>> {

  /** Interval of rediscovery while the model chain ends in a refusal. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);

  private final RegisterPort port;
  private final Map<Integer, List<String>> wanted = new HashMap<>();
  private final Map<Signal, ControlWriter> writers = new HashMap<>();
  private final SunSpecHeartbeats heartbeats = new SunSpecHeartbeats();
  private final Backoff discovering = new Backoff();
  private @Nullable SunSpecMap map;
  private @Nullable Moment lookAgainAt;
  private Fault unmapped = Fault.of(Fault.Kind.NEVER_READ, "not discovered yet");

  public SunSpecDevice(String id, DeviceProfile.SunSpec profile, RegisterPort port) {
    super(
        new SignalSet<>(
            id,
            SignalSet.places(id, QuantitySources.of(profile)),
            SignalSet.places(id, SunSpecControl.of(profile))));
    this.port = port;
    for (List<QuantitySource> sources : signals.inputs().values()) {
      for (QuantitySource source : sources) {
        wanted.computeIfAbsent(source.model(), _ -> new ArrayList<>()).addAll(source.points());
      }
    }
    wanted.put(SunSpecHeartbeats.MODEL, SunSpecHeartbeats.POINTS);
  }

  /** The device's models; empty until discovered. */
  public Optional<SunSpecMap> map() {
    return Optional.ofNullable(map);
  }

  @Override
  public List<Sample> read(Moment now) {
    SunSpecMap known = discovered(now);
    if (known == null) {
      return missing(unmapped, now);
    }
    ModelPoll poll = new ModelPoll(wanted, known, port.begin(now));
    Optional<Fault> frozen =
        poll.block(SunSpecHeartbeats.MODEL)
            .flatMap(
                block ->
                    block instanceof Block.Read(ModelReading reading)
                        ? heartbeats.watch(reading, now)
                        : Optional.empty());
    List<Sample> samples = new ArrayList<>();
    signals.inputs().forEach((signal, sources) -> samples.add(poll.sample(signal, sources, now)));
    if (poll.moved().isPresent()) {
      dropMap(poll.moved().get());
      discovering.failed(now);
    } else {
      discovering.succeeded();
    }
    return frozen.or(poll::silence).map(why -> missing(why, now)).orElse(samples);
  }

  /** Writes the setpoint, or the output's safe value once the setpoint has expired. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return with(
        setpoint,
        now,
        (writer, known, session) -> {
          // Not fed for another writer: without our control the device must fall back.
          Optional<WriteReceipt> trouble =
              writer.yielding(now) ? Optional.empty() : feed(setpoint, known, session, now);
          if (trouble.isPresent() && trouble.get() instanceof WriteReceipt.Refused) {
            return trouble.get();
          }
          WriteReceipt receipt = writer.write(setpoint.orSafe(now), session, now);
          // Without its heartbeat the device will drop the setpoint again.
          return receipt instanceof WriteReceipt.Written ? trouble.orElse(receipt) : receipt;
        });
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return with(neutral, now, (writer, _, session) -> writer.release(neutral, session, now));
  }

  @FunctionalInterface
  private interface WriteAction {
    WriteReceipt with(ControlWriter writer, SunSpecMap known, RegisterSession session);
  }

  private WriteReceipt with(ApprovedSetpoint setpoint, Moment now, WriteAction action) {
    List<SunSpecControl> controls = signals.outputs().get(setpoint.signal());
    if (controls == null) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    SunSpecMap known = discovered(now);
    if (known == null) {
      return new WriteReceipt.Failed(setpoint.signal(), unmapped, now);
    }
    RegisterSession session = port.begin(now);
    ControlWriter writer = writers.get(setpoint.signal());
    if (writer == null) {
      switch (ControlChoice.choose(controls, known, session)) {
        case ControlChoice.None _ -> {
          return WriteReceipt.refused(
              setpoint.signal(),
              Fault.Kind.NOT_IMPLEMENTED,
              "the device has no model to control this",
              now);
        }
        case ControlChoice.Unknown(Block.Unread why) -> {
          if (why instanceof Block.Moved) {
            dropMap(why.fault());
          }
          return new WriteReceipt.Failed(setpoint.signal(), why.fault(), now);
        }
        case ControlChoice.Chosen(ControlWriter chosen) -> writer = chosen;
      }
      writers.put(setpoint.signal(), writer);
    }
    WriteReceipt receipt = action.with(writer, known, session);
    writer.moved().ifPresent(this::dropMap);
    return receipt;
  }

  /** Feeds the heartbeat of model 715, if the device has it; returns its failure. */
  private Optional<WriteReceipt> feed(
      ApprovedSetpoint setpoint, SunSpecMap known, RegisterSession session, Moment now) {
    Optional<Place> place = known.first(SunSpecHeartbeats.MODEL);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Block block = ModelBlocks.read(session, place.get(), SunSpecHeartbeats.POINTS);
    if (!(block instanceof Block.Read(ModelReading reading))) {
      // The writer meets the same fault and reports it.
      return Optional.empty();
    }
    if (SunSpecHeartbeats.local(reading)) {
      return Optional.of(
          WriteReceipt.refused(
              setpoint.signal(), Fault.Kind.REJECTED, "it is switched to local control", now));
    }
    return heartbeats
        .feed(reading, place.get(), session, now)
        .map(Failed::fault)
        .map(
            fault ->
                new WriteReceipt.Failed(
                    setpoint.signal(),
                    Fault.of(fault.kind(), "heartbeat: " + fault.detail()),
                    now));
  }

  private @Nullable SunSpecMap discovered(Moment now) {
    boolean doubtful = lookAgainAt != null && !now.isBefore(lookAgainAt);
    if (map != null ? !doubtful : !discovering.ready(now)) {
      return map;
    }
    switch (SunSpecDiscovery.discover(port, now)) {
      case Result.Found found -> adopt(found, now);
      case Result.Absent absent -> {
        discovering.failed(now);
        unmapped = Fault.of(Fault.Kind.BAD_QUALITY, "not SunSpec: " + absent.why());
      }
      // The link has its own back-off; this one is for devices that answer wrongly.
      case Result.Broken broken -> unmapped = broken.fault();
    }
    if (doubtful && lookAgainAt != null && !now.isBefore(lookAgainAt)) {
      lookAgainAt = now.plus(LOOK_AGAIN);
    }
    return map;
  }

  /** A busy device reports fewer models; the ones found before still exist. */
  private void adopt(Result.Found found, Moment now) {
    boolean less =
        map != null && found.cutShort() && found.map().places().size() < map.places().size();
    if (!less && !found.map().equals(map)) {
      writers.clear();
      map = found.map();
    }
    lookAgainAt = found.cutShort() ? now.plus(LOOK_AGAIN) : null;
  }

  private void dropMap(Fault why) {
    map = null;
    lookAgainAt = null;
    writers.clear();
    heartbeats.reset();
    unmapped = why;
  }

  @Override
  public void close() {
    port.close();
  }

  /** The control of a device for an output. */
  private sealed interface ControlChoice {

    record Chosen(ControlWriter writer) implements ControlChoice {}

    /** The device has no model for it. */
    record None() implements ControlChoice {}

    /** Unknown for now. */
    record Unknown(Block.Unread why) implements ControlChoice {}

    /**
     * The first control whose model is present and has a scale for the setpoint. Otherwise the
     * first one whose model is present, because it can report what is missing.
     */
    static ControlChoice choose(
        List<SunSpecControl> controls, SunSpecMap known, RegisterSession session) {
      ControlChoice chosen = new None();
      for (SunSpecControl sunSpecControl : controls) {
        Optional<Place> place = known.first(sunSpecControl.model());
        if (place.isEmpty()) {
          continue;
        }
        switch (ModelBlocks.read(session, place.get(), sunSpecControl.points())) {
          case Block.Unread unread -> {
            return new Unknown(unread);
          }
          case Block.Read(ModelReading reading) -> {
            boolean usable = reading.unit(sunSpecControl.names().setpoint()).isPresent();
            if (usable || chosen instanceof None) {
              chosen = new Chosen(new ControlWriter(sunSpecControl, place.get(), known));
            }
            if (usable) {
              return chosen;
            }
          }
        }
      }
      return chosen;
    }
  }
}
