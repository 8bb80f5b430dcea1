package io.spikewatt.controller.compute.nvml;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The highest clock of an NVIDIA GPU's multiprocessors, MHz. It lowers the draw where a power limit
 * does not bind. The driver does not tell the lock in force, so the clock itself is compared with
 * it: the reading's enforced value is the lock while the clock keeps it, otherwise the clock.
 */
public final class NvidiaClock implements PowerMeans {

  /** A card rounds a clock to its steps, MHz. */
  private static final long ROUNDING_MHZ = 15;

  /** Readings above the lock until it counts as not kept: a clock falls within some 100 ms. */
  private static final int READINGS_ABOVE = 3;

  private final Label label;
  private final NvmlSession.Gpu gpu;
  private final SettingRange configured;
  private volatile SettingRange range;
  private long rangeOf = -1;
  private @Nullable Long wanted;

  /** Value and generation of the last request; the driver forgets it when it is reset. */
  private @Nullable Long requested;

  private long requestedOf = -1;
  private int above;
  private Optional<String> refusal = Optional.empty();

  /**
   * @param title for people, unique: {@code gpu0}
   * @param id index of the driver, or {@code GPU-…}
   * @param configured clocks to use, MHz; its least is also the lower bound of every lock
   */
  public NvidiaClock(NvmlSession session, String title, String id, SettingRange configured) {
    this.label = new Label(title, "NVIDIA GPU " + id, Kind.CLOCK);
    this.gpu = session.gpu(id);
    this.configured = configured;
    this.range = configured;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  /** The largest value undoes the lock. */
  @Override
  public void set(long value) {
    wanted = configured.require(value);
    try {
      Reading _ = gpu.call(this::reading);
    } catch (NvmlException e) {
      // The next reading requests it again, and tells why it failed.
    }
  }

  @Override
  public Reading read() {
    try {
      return gpu.call(this::reading);
    } catch (NvmlException e) {
      return Reading.failed(e);
    }
  }

  private Reading reading(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    learnRange(nvml, device);
    OptionalDouble power = NvmlException.optional(() -> nvml.powerMw(device) / 1000.0);
    Long value = wanted;
    if (value == null) {
      return new Reading(power, OptionalDouble.empty(), Optional.empty());
    }
    long lock = range.clamp(value);
    if (!Long.valueOf(lock).equals(requested) || requestedOf != gpu.generation()) {
      request(nvml, device, lock);
    }
    if (refusal.isPresent()) {
      return new Reading(power, OptionalDouble.empty(), refusal);
    }
    if (lock == range.most()) {
      return new Reading(power, OptionalDouble.empty(), Optional.empty());
    }
    return new Reading(power, enforced(nvml, device, lock), exceeded(lock));
  }

  private OptionalDouble enforced(NvmlLibrary nvml, MemorySegment device, long lock)
      throws NvmlException {
    OptionalDouble clock = NvmlException.optional(() -> nvml.clockMhz(device));
    if (clock.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (clock.getAsDouble() <= lock + ROUNDING_MHZ) {
      above = 0;
      return OptionalDouble.of((double) lock);
    }
    above++;
    // Another program may have undone the lock.
    requested = null;
    return clock;
  }

  private Optional<String> exceeded(long lock) {
    return above < READINGS_ABOVE
        ? Optional.empty()
        : Optional.of("the clock stays above its lock of %d MHz".formatted(lock));
  }

  private void request(NvmlLibrary nvml, MemorySegment device, long lock) throws NvmlException {
    try {
      if (lock == range.most()) {
        nvml.resetClocks(device);
      } else {
        nvml.lockClocks(device, (int) range.least(), (int) lock);
      }
      requested = lock;
      requestedOf = gpu.generation();
      refusal = Optional.empty();
    } catch (NvmlException e) {
      if (e.losesDevice()) {
        throw e;
      }
      requested = null;
      refusal = Optional.ofNullable(e.getMessage());
    }
  }

  private void learnRange(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    if (rangeOf == gpu.generation()) {
      return;
    }
    OptionalDouble most = NvmlException.optional(() -> nvml.mostClockMhz(device));
    range =
        most.isPresent()
            ? configured.within(0, Math.max(1, (long) most.getAsDouble()))
            : configured;
    rangeOf = gpu.generation();
  }
}
