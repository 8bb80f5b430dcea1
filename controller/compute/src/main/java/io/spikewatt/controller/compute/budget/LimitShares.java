package io.spikewatt.controller.compute.budget;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.controller.compute.means.PowerMeans.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Power limits that together keep a target: the backstop that drivers enforce. A device that draws
 * less than its limit leaves the rest to the others.
 */
final class LimitShares {

  /** A draw this close to the enforced limit is held by it. */
  private static final double BINDS = 0.93;

  /** Room above the draw of a device that its limit does not hold. */
  private static final double ROOM = 1.2;

  /** Limits move by this share of their range at least, so that noise does not move them. */
  private static final double GRAIN = 0.01;

  private final BoxPower power;

  LimitShares(BoxPower power) {
    this.power = power;
  }

  /** Whether a means limits the power of its device, in W. */
  static boolean limits(MeansReading means) {
    return means.kind() == Kind.POWER_LIMIT;
  }

  /**
   * Draw of all that no power limit acts on, W: measured if the box and all limited devices are,
   * otherwise its full power.
   */
  double restW(OptionalDouble drawW, List<MeansReading> means) {
    double mostW = 0;
    double measuredW = 0;
    boolean measured = drawW.isPresent();
    Set<String> devices = new HashSet<>();
    for (MeansReading each : means) {
      if (limits(each) && devices.add(each.device())) {
        mostW += each.range().most();
        measured &= each.powerW().isPresent();
        measuredW += each.powerW().orElse(0);
      }
    }
    return Math.max(0, measured ? drawW.getAsDouble() - measuredW : power.maxW() - mostW);
  }

  /**
   * Limits in the order of the means; 0 for a means that is no power limit.
   *
   * @param forAllW power for all limited devices together, W
   */
  long[] of(double forAllW, List<MeansReading> means) {
    double[] wantW = means.stream().mapToDouble(LimitShares::wantedW).toArray();
    double leastW = 0;
    double wantedW = 0;
    double mostW = 0;
    for (int i = 0; i < wantW.length; i++) {
      if (limits(means.get(i))) {
        leastW += means.get(i).range().least();
        wantedW += wantW[i];
        mostW += means.get(i).range().most();
      }
    }
    boolean scarce = forAllW <= wantedW;
    double part = scarce ? part(forAllW, leastW, wantedW) : part(forAllW, wantedW, mostW);
    long[] limits = new long[wantW.length];
    for (int i = 0; i < limits.length; i++) {
      MeansReading each = means.get(i);
      if (limits(each)) {
        double fromW = scarce ? each.range().least() : wantW[i];
        double toW = scarce ? wantW[i] : each.range().most();
        limits[i] = grained(fromW + part * (toW - fromW), each);
      }
    }
    return limits;
  }

  private static double part(double value, double from, double to) {
    return to > from ? Math.clamp((value - from) / (to - from), 0, 1) : 1;
  }

  private static long grained(double limitW, MeansReading means) {
    long grain = Math.max(means.step(), (long) (GRAIN * means.span()));
    long above = (long) (limitW - means.range().least()) / Math.max(1, grain) * grain;
    return limitW >= means.range().most()
        ? means.range().most()
        : means.range().clamp(means.range().least() + above);
  }

  /**
   * Largest power that a device could use, W: its most if it is not measured or its limit holds it.
   */
  private static double wantedW(MeansReading means) {
    OptionalDouble drawW = means.powerW();
    OptionalDouble enforcedW = means.reading().enforced();
    if (drawW.isEmpty()
        || enforcedW.isEmpty()
        || drawW.getAsDouble() >= BINDS * enforcedW.getAsDouble()) {
      return means.range().most();
    }
    return Math.clamp(
        ROOM * drawW.getAsDouble(), (double) means.range().least(), (double) means.range().most());
  }

  /**
   * Largest draw by what devices enforce, W; empty if the box has no power limit.
   *
   * @param restW draw of all that no limit acts on, W
   */
  static OptionalDouble enforcedW(double restW, List<MeansReading> means) {
    double sumW = restW;
    boolean any = false;
    for (MeansReading each : means) {
      if (limits(each)) {
        any |= each.reading().enforced().isPresent();
        sumW += each.reading().enforced().orElse((double) each.range().most());
      }
    }
    return any ? OptionalDouble.of(sumW) : OptionalDouble.empty();
  }
}
