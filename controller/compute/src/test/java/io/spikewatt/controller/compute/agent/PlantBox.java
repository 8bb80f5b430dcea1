package io.spikewatt.controller.compute.agent;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A box with one GPU: a plant that knows what it truly draws, for an independent meter. Draw
 * follows the settings with a lag, and its own meter can be away.
 */
final class PlantBox {

  static final double HOST_W = 100;
  static final double IDLE_W = 60;
  static final long FLOOR_W = 200;
  static final long MOST_W = 700;
  static final long MOST_MHZ = 1980;
  private static final long LEAST_MHZ = 210;

  /** Share of the way to the new draw that a second covers: 300 ms of lag. */
  private static final double FOLLOWS = 0.96;

  /** GPU power of the work when nothing is held back, W. */
  private double workW = MOST_W;

  private boolean obeysAdmission = true;
  private boolean metered = true;
  private boolean lost;
  private long leastEnforcedW = FLOOR_W;
  private double gpuW = IDLE_W;
  private final Setting admission = new Setting("queue", PowerMeans.Kind.ADMISSION, 0, 100);
  private final Setting clock =
      new Setting("gpu0-clock", PowerMeans.Kind.CLOCK, LEAST_MHZ, MOST_MHZ);
  private final Setting limit =
      new Setting("gpu0-limit", PowerMeans.Kind.POWER_LIMIT, FLOOR_W, MOST_W);
  private double energyWs;

  List<PowerMeans> all() {
    return List.of(admission, clock, limit);
  }

  /** Only a queue: no power limit and no meter of the GPU itself. */
  Setting admission() {
    return admission;
  }

  Setting clock() {
    return clock;
  }

  Setting limit() {
    return limit;
  }

  void work(double fullW) {
    workW = fullW;
  }

  void ignoresAdmission() {
    obeysAdmission = false;
  }

  void meter(boolean works) {
    metered = works;
  }

  void lose(boolean away) {
    lost = away;
  }

  /** Something else keeps the limit at or above a value. */
  void enforceAtLeast(long watts) {
    leastEnforcedW = watts;
  }

  /** Draw as an independent meter sees it, W. */
  double meterW() {
    return HOST_W + gpuW;
  }

  double energyWh() {
    return energyWs / 3600;
  }

  /** One second. */
  void second() {
    double share = obeysAdmission ? admission.value / 100.0 : 1;
    double clocked = Math.pow((double) clock.value / MOST_MHZ, 1.5);
    double wantedW = IDLE_W + Math.max(0, workW - IDLE_W) * share * clocked;
    double allowedW = Math.min(wantedW, (double) Math.max(limit.value, leastEnforcedW));
    gpuW += FOLLOWS * (allowedW - gpuW);
    energyWs += meterW();
  }

  /** One setting of the plant, as a means. */
  final class Setting implements PowerMeans {
    private final Label label;
    private final SettingRange range;
    private long value;
    private long step = 1;
    private final List<Long> history = new ArrayList<>();

    private Setting(String name, Kind kind, long least, long most) {
      this.label = new Label(name, kind == Kind.ADMISSION ? name : "gpu0", kind);
      this.range = new SettingRange(least, most);
      this.value = most;
    }

    long value() {
      return value;
    }

    void inStepsOf(long size) {
      step = size;
    }

    /** Number of changes so far. */
    int changes() {
      return history.size();
    }

    @Override
    public long step() {
      return step;
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
    public void set(long wanted) {
      history.add(range.require(wanted));
      if (!lost || kind() == Kind.ADMISSION) {
        value = wanted;
      }
    }

    @Override
    public Reading read() {
      if (kind() == Kind.ADMISSION) {
        // Only jobs that run or stop are metered beside the card's own settings.
        OptionalDouble powerW = step > 1 ? OptionalDouble.of(gpuW) : OptionalDouble.empty();
        return new Reading(powerW, OptionalDouble.of((double) value), Optional.empty());
      }
      if (lost) {
        return Reading.failed("the GPU is lost");
      }
      long enforced = kind() == Kind.POWER_LIMIT ? Math.max(value, leastEnforcedW) : value;
      return new Reading(
          metered ? OptionalDouble.of(gpuW) : OptionalDouble.empty(),
          OptionalDouble.of((double) enforced),
          Optional.empty());
    }
  }
}
