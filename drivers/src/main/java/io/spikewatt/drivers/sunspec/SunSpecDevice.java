package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.drivers.poll.Backoff;
import io.spikewatt.drivers.poll.RegisterPort;
import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.drivers.sunspec.Blocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery.Result;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SunSpec device. It finds its models by itself, and again when another one stands where one was
 * found: firmware updates move them.
 */
public final class SunSpecDevice implements Device {

  private final String id;
  private final RegisterPort port;
  private final ModelTables models = ModelTables.shipped();
  private final Map<Signal, List<Source>> inputs = new LinkedHashMap<>();
  private final Map<Signal, List<Control>> outputs = new LinkedHashMap<>();
  private final Map<Integer, List<String>> wanted = new HashMap<>();
  private final Map<Signal, ControlWriter> writers = new HashMap<>();
  private final Backoff discovering = new Backoff();
  private @Nullable SunSpecMap map;
  private Fault unmapped = Fault.of(Fault.Kind.NEVER_READ, "not discovered yet");

  public SunSpecDevice(String id, DeviceProfile.SunSpec.Kind kind, RegisterPort port) {
    this.id = id;
    this.port = port;
    Source.of(kind).forEach((quantity, from) -> inputs.put(new Signal(id, quantity), from));
    Control.of(kind).forEach((quantity, by) -> outputs.put(new Signal(id, quantity), by));
    for (List<Source> sources : inputs.values()) {
      for (Source source : sources) {
        wanted.computeIfAbsent(source.model(), m -> new ArrayList<>()).add(source.point());
      }
    }
  }

  /** What the device holds; empty until it was found. */
  public Optional<SunSpecMap> map() {
    return Optional.ofNullable(map);
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
    return Collections.unmodifiableSet(new LinkedHashSet<>(outputs.keySet()));
  }

  @Override
  public List<Sample> read(Moment now) {
    SunSpecMap known = discovered(now);
    if (known == null) {
      return inputs.keySet().stream()
          .<Sample>map(signal -> new Sample.Missing(signal, unmapped, now))
          .toList();
    }
    Poll poll = new Poll(known, port.begin(now));
    List<Sample> samples = new ArrayList<>();
    inputs.forEach((signal, sources) -> samples.add(poll.sample(signal, sources, now)));
    if (map == null) {
      discovering.failed(now);
    } else {
      discovering.succeeded();
    }
    return samples;
  }

  /** One look at the device: every model is read at most once, and only if it is needed. */
  private final class Poll {
    private final SunSpecMap known;
    private final RegisterSession session;
    private final Map<Integer, Block> blocks = new HashMap<>();

    Poll(SunSpecMap known, RegisterSession session) {
      this.known = known;
      this.session = session;
    }

    Sample sample(Signal signal, List<Source> sources, Moment now) {
      Fault why = Fault.of(Fault.Kind.NOT_IMPLEMENTED, "");
      for (Source source : sources) {
        Model model = models.model(source.model());
        Optional<SunSpecMap.Place> place = known.first(source.model());
        if (place.isEmpty()) {
          continue;
        }
        Block block =
            blocks.computeIfAbsent(
                source.model(),
                m -> Blocks.read(session, place.get(), model, wanted.getOrDefault(m, List.of())));
        switch (block) {
          case Block.Read(ModelReading reading) -> {
            OptionalDouble value = reading.value(source.point());
            if (value.isPresent()) {
              return Sample.checked(signal, value.getAsDouble(), now);
            }
          }
          case Block.Failed failed -> why = failed.fault();
          case Block.Moved moved -> {
            why = moved.fault();
            forget(why);
          }
        }
      }
      return new Sample.Missing(signal, why, now);
    }
  }

  /** Writes the setpoint, or the output's safe value once the setpoint has expired. */
  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return with(
        setpoint, now, (writer, session) -> writer.write(setpoint.orSafe(now), session, now));
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return with(neutral, now, (writer, session) -> writer.release(neutral, session, now));
  }

  /** What to do with an output's writer. */
  @FunctionalInterface
  private interface Deed {
    WriteReceipt with(ControlWriter writer, RegisterSession session);
  }

  private WriteReceipt with(ApprovedSetpoint setpoint, Moment now, Deed deed) {
    List<Control> controls = outputs.get(setpoint.signal());
    if (controls == null) {
      return refused(setpoint, "no such output", now);
    }
    SunSpecMap known = discovered(now);
    if (known == null) {
      return new WriteReceipt.Failed(setpoint.signal(), unmapped, now);
    }
    RegisterSession session = port.begin(now);
    ControlWriter writer = writers.get(setpoint.signal());
    if (writer == null) {
      Optional<Control> control =
          controls.stream().filter(c -> known.first(c.model()).isPresent()).findFirst();
      if (control.isEmpty()) {
        return refused(setpoint, "the device has no model to control this", now);
      }
      writer = writer(control.get(), known, session);
      if (writer == null) {
        Fault fault = Fault.of(Fault.Kind.UNREACHABLE, "the rated power cannot be read now");
        return new WriteReceipt.Failed(setpoint.signal(), fault, now);
      }
      writers.put(setpoint.signal(), writer);
    }
    WriteReceipt receipt = deed.with(writer, session);
    writer.moved().ifPresent(this::forget);
    return receipt;
  }

  /** A writer that knows the rated power; null if that cannot be read now. */
  private @Nullable ControlWriter writer(
      Control control, SunSpecMap known, RegisterSession session) {
    OptionalDouble rated = OptionalDouble.empty();
    for (Source source : Control.RATED) {
      Optional<SunSpecMap.Place> place = known.first(source.model());
      if (place.isEmpty()) {
        continue;
      }
      Model model = models.model(source.model());
      Block block = Blocks.read(session, place.get(), model, List.of(source.point()));
      if (!(block instanceof Block.Read(ModelReading reading))) {
        return null;
      }
      rated = reading.value(source.point());
      if (rated.isPresent()) {
        break;
      }
    }
    SunSpecMap.Place place = known.first(control.model()).orElseThrow();
    return new ControlWriter(control, models.model(control.model()), place, rated);
  }

  private @Nullable SunSpecMap discovered(Moment now) {
    if (map != null || !discovering.ready(now)) {
      return map;
    }
    switch (SunSpecDiscovery.discover(port.begin(now, SunSpecDiscovery.BUDGET))) {
      case Result.Found found -> map = found.map();
      case Result.Absent absent -> {
        discovering.failed(now);
        unmapped = Fault.of(Fault.Kind.BAD_QUALITY, "not SunSpec: " + absent.why());
      }
      // The link has its own patience; ours is for devices that answer wrongly.
      case Result.Broken broken -> unmapped = broken.fault();
    }
    return map;
  }

  private void forget(Fault why) {
    map = null;
    writers.clear();
    unmapped = why;
  }

  private static WriteReceipt refused(ApprovedSetpoint setpoint, String why, Moment now) {
    return new WriteReceipt.Refused(
        setpoint.signal(), Fault.of(Fault.Kind.NOT_IMPLEMENTED, why), now);
  }

  @Override
  public void close() {
    port.close();
  }
}
