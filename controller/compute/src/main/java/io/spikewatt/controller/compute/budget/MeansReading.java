package io.spikewatt.controller.compute.budget;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.util.OptionalDouble;

/**
 * One means at one moment.
 *
 * @param name unique in the box
 * @param device that it acts on
 * @param kind order in which it is used
 * @param range values that it accepts now
 * @param step smallest change with an effect, {@code >= 1}
 * @param reading what the device reports
 */
public record MeansReading(
    String name,
    String device,
    PowerMeans.Kind kind,
    SettingRange range,
    long step,
    PowerMeans.Reading reading) {

  /** A means that moves in fewer steps than this is coarse: it stops work rather than slows it. */
  private static final int FINE_STEPS = 10;

  /** Reads a means now. */
  public static MeansReading of(PowerMeans means) {
    PowerMeans.Reading reading = means.read();
    return new MeansReading(
        means.name(),
        means.device(),
        means.kind(),
        new SettingRange(means.least(), means.most()),
        means.step(),
        reading);
  }

  boolean works() {
    return reading.problem().isEmpty();
  }

  /** Whether it can only stop and start work. */
  boolean coarse() {
    return step * FINE_STEPS > span();
  }

  /** Whether its device is expected to measure its power: one whose power or clock is set. */
  public boolean measures() {
    return kind != PowerMeans.Kind.ADMISSION;
  }

  /** Width of its range in its unit, {@code >= 0}. */
  long span() {
    return range.most() - range.least();
  }

  /** Power of its device as measured by it, W. */
  OptionalDouble powerW() {
    return reading.powerW();
  }

  /**
   * The setting that leaves a share of its range.
   *
   * @param share 0 = holds back most, 1 = nothing
   */
  long at(double share) {
    long value = range.least() + (long) Math.floor(share * span() + 1e-9);
    return range.clamp(range.least() + (value - range.least()) / step * step);
  }
}
