package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One poll of a device: every model is read at most once, and only if needed. */
final class ModelPoll {

  private final Map<Integer, List<String>> wanted;
  private final SunSpecMap known;
  private final RegisterSession session;
  private final Map<Integer, Block> blocks = new LinkedHashMap<>();
  private @Nullable Fault moved;

  /** {@code wanted} are all points to read, by model. */
  ModelPoll(Map<Integer, List<String>> wanted, SunSpecMap known, RegisterSession session) {
    this.wanted = wanted;
    this.known = known;
    this.session = session;
  }

  /** The value of the first source that has one. */
  Sample sample(Signal signal, List<QuantitySource> sources, Moment now) {
    Fault why = Fault.of(Fault.Kind.NOT_IMPLEMENTED, "");
    for (QuantitySource quantitySource : sources) {
      Optional<Block> block = block(quantitySource.model());
      if (block.isEmpty()) {
        continue;
      }
      switch (block.get()) {
        case Block.Read(ModelReading reading) -> {
          OptionalDouble value = quantitySource.value(reading);
          if (value.isPresent()) {
            return Sample.checked(signal, value.getAsDouble(), now);
          }
        }
        case Block.Unread unread -> why = unread.fault();
      }
    }
    return new Sample.Missing(signal, why, now);
  }

  /** Result of reading that model; empty if the device does not have it. */
  Optional<Block> block(int id) {
    Optional<Place> place = known.first(id);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Block block =
        blocks.computeIfAbsent(
            id, _ -> ModelBlocks.read(session, place.get(), wanted.getOrDefault(id, List.of())));
    if (block instanceof Block.Moved(Fault fault)) {
      moved = fault;
    }
    return Optional.of(block);
  }

  /** Why nothing at all was read, if so: the poll then proves nothing about the device's models. */
  Optional<Fault> silence() {
    return blocks.values().stream().noneMatch(Block.Read.class::isInstance)
        ? blocks.values().stream()
            .flatMap(
                block ->
                    block instanceof Block.Failed(Fault fault) ? Stream.of(fault) : Stream.empty())
            .findFirst()
        : Optional.empty();
  }

  /** Set once another model was found where one was expected: the map is out of date. */
  Optional<Fault> moved() {
    return Optional.ofNullable(moved);
  }
}
