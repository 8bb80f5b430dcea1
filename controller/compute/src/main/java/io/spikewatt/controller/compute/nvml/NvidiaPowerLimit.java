package io.spikewatt.controller.compute.nvml;

import io.spikewatt.controller.compute.means.MeanPower;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.Clock;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The power limit of an NVIDIA GPU, W. The driver enforces the lowest of several limits, and none
 * below the card's minimum. A limit above the present draw changes nothing: decoding language
 * models draw far less than they are allowed.
 */
public final class NvidiaPowerLimit implements PowerMeans {

  private static final double MW_PER_W = 1000;
  private static final double JOULES_PER_MJ = 1e-3;

  /** A card may round a limit by this much, mW. */
  private static final long ROUNDING_MW = 1000;

  private final Label label;
  private final NvmlSession.Gpu gpu;
  private final SettingRange configured;
  private final Clock clock;
  private final MeanPower counted = MeanPower.ofCounter(JOULES_PER_MJ);
  private volatile SettingRange range;
  private long rangeOf = -1;
  private @Nullable Long wanted;
  private Optional<String> refusal = Optional.empty();

  /**
   * @param title for people, unique: {@code gpu0}
   * @param id index of the driver, or {@code GPU-…}
   * @param configured limits to use, W; the card's own bounds and its default limit narrow them
   */
  public NvidiaPowerLimit(
      NvmlSession session, String title, String id, SettingRange configured, Clock clock) {
    this.label = new Label(title, "NVIDIA GPU " + id, Kind.POWER_LIMIT);
    this.gpu = session.gpu(id);
    this.configured = configured;
    this.range = configured;
    this.clock = clock;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  @Override
  public void set(long value) {
    wanted = configured.require(value);
    try {
      boolean _ = gpu.call(this::request);
    } catch (NvmlException e) {
      // The next reading requests it again, and tells why it failed.
    }
  }

  @Override
  public Reading read() {
    try {
      return gpu.call(this::reading);
    } catch (NvmlException e) {
      counted.restart();
      return Reading.failed(e);
    }
  }

  private Reading reading(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    boolean _ = request(nvml, device);
    OptionalDouble enforced = NvmlException.optional(() -> nvml.enforcedLimitMw(device) / MW_PER_W);
    return new Reading(power(nvml, device), enforced, refusal);
  }

  /** Whether a request was needed: a reset of the driver and other programs change the limit. */
  private boolean request(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    learnRange(nvml, device);
    Long value = wanted;
    if (value == null) {
      return false;
    }
    long milliwatts = range.clamp(value) * 1000;
    try {
      boolean needed = Math.abs(nvml.limitMw(device) - milliwatts) > ROUNDING_MW;
      if (needed) {
        nvml.setLimitMw(device, milliwatts);
      }
      refusal =
          range.clamp(value) > value
              ? Optional.of("the card's lowest limit is %d W".formatted(range.least()))
              : Optional.empty();
      return needed;
    } catch (NvmlException e) {
      if (e.losesDevice()) {
        throw e;
      }
      refusal = Optional.ofNullable(e.getMessage());
      return true;
    }
  }

  private void learnRange(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    if (rangeOf == gpu.generation()) {
      return;
    }
    SettingRange learnt = configured;
    try {
      NvmlLibrary.Constraints card = nvml.limitConstraints(device);
      long mostMw = card.mostMw();
      OptionalDouble usual = NvmlException.optional(() -> nvml.defaultLimitMw(device));
      // More than the default is overclocking.
      mostMw = usual.isPresent() ? Math.min(mostMw, (long) usual.getAsDouble()) : mostMw;
      learnt =
          configured.within(
              Math.ceilDiv(card.leastMw(), 1000L), Math.max(card.leastMw(), mostMw) / 1000);
    } catch (NvmlException e) {
      if (e.losesDevice()) {
        throw e;
      }
    }
    range = learnt;
    rangeOf = gpu.generation();
  }

  private OptionalDouble power(NvmlLibrary nvml, MemorySegment device) throws NvmlException {
    OptionalDouble metered = NvmlException.optional(() -> nvml.powerMw(device) / MW_PER_W);
    if (metered.isPresent()) {
      return metered;
    }
    OptionalDouble energyMj = NvmlException.optional(() -> nvml.energyMj(device));
    return energyMj.isPresent()
        ? counted.next((long) energyMj.getAsDouble(), clock.now())
        : OptionalDouble.empty();
  }
}
