package io.spikewatt.controller.compute.sysfs;

import io.spikewatt.controller.compute.means.MeanPower;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The long-term power limit of a zone of Linux's powercap, such as a processor package, W. The draw
 * is the mean since the reading before, from the zone's energy counter, which root alone may read.
 */
public final class PowercapLimit implements PowerMeans {

  private static final long UW_PER_W = 1_000_000;
  private static final double JOULES_PER_UJ = 1e-6;

  /** No package draws this much; a counter that restarted seems to. */
  private static final double LARGEST_W = 20_000;

  private final Label label;
  private final SettingRange configured;
  private final Clock clock;
  private final KernelFile limit;
  private final KernelFile energy;
  private final KernelFile largestEnergy;
  private final KernelFile enabled;
  private final RequestedFile request;
  private @Nullable MeanPower power;

  /**
   * @param title for people, unique: {@code cpu0}
   * @param zone its directory, such as {@code /sys/class/powercap/intel-rapl:0}
   * @param range limits to use, W; the firmware may hold less than the largest
   */
  public PowercapLimit(String title, Path zone, SettingRange range, Clock clock) {
    this.label = new Label(title, Kind.POWER_LIMIT);
    this.configured = range;
    this.clock = clock;
    this.limit = new KernelFile(zone.resolve("constraint_0_power_limit_uw"));
    this.energy = new KernelFile(zone.resolve("energy_uj"));
    this.largestEnergy = new KernelFile(zone.resolve("max_energy_range_uj"));
    this.enabled = new KernelFile(zone.resolve("enabled"));
    this.request = new RequestedFile(UW_PER_W);
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return configured;
  }

  @Override
  public void set(long value) {
    request.want(configured.require(value));
    RequestedFile.InForce _ = request.reading(limit);
  }

  @Override
  public Reading read() {
    RequestedFile.InForce inForce = request.reading(limit);
    Optional<String> problem = inForce.problem();
    try {
      if (problem.isEmpty() && enabled.exists() && enabled.number() == 0) {
        problem = Optional.of(enabled.path() + " is 0: the kernel enforces no limit");
      }
      return new Reading(power(), inForce.watts(), problem);
    } catch (IOException e) {
      power = null;
      return new Reading(
          OptionalDouble.empty(),
          inForce.watts(),
          problem.or(() -> Optional.ofNullable(e.getMessage())));
    }
  }

  private OptionalDouble power() throws IOException {
    MeanPower mean = power;
    if (mean == null) {
      mean = MeanPower.ofWrappingCounter(JOULES_PER_UJ, largestEnergy.number(), LARGEST_W);
      power = mean;
    }
    return mean.next(energy.number(), clock.now());
  }
}
