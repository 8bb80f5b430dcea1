package io.spikewatt.controller.asset.compute;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.WorkCurve;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The curve of work over power that a cluster reports. It counts if all its numbers are good and
 * fit together; otherwise the last one counts for an hour. Confined to the cycle's thread. A
 * restart loses it, until the cluster reports again.
 */
final class MeasuredCurve {

  /** Time for which the last curve counts when the cluster reports none. */
  static final Duration LASTS = Duration.ofHours(1);

  private static final List<Quantity> SHARES =
      List.of(
          Quantity.WORK_SHARE_0_PCT,
          Quantity.WORK_SHARE_25_PCT,
          Quantity.WORK_SHARE_50_PCT,
          Quantity.WORK_SHARE_75_PCT);

  private final String id;
  private final Role.Compute role;
  private Optional<Reported> newest = Optional.empty();

  /**
   * A reported curve.
   *
   * @param points of share of full work, percent
   * @param curve made of them
   * @param at when it was last reported
   */
  private record Reported(List<WorkCurve.Point> points, WorkCurve curve, Moment at) {}

  MeasuredCurve(String id, Role.Compute role) {
    this.id = id;
    this.role = role;
  }

  /** The curve that counts now; empty = the configured one does. */
  Optional<WorkCurve> update(PlantSnapshot snapshot) {
    Moment now = snapshot.at();
    List<WorkCurve.Point> points = points(snapshot);
    if (!points.isEmpty()) {
      newest = Optional.of(new Reported(points, curve(points), now));
    }
    newest = newest.filter(one -> now.since(one.at).compareTo(LASTS) <= 0);
    return newest.map(Reported::curve);
  }

  /** Equal reports give the same curve, not only an equal one. */
  private WorkCurve curve(List<WorkCurve.Point> points) {
    return newest
        .filter(one -> one.points.equals(points))
        .map(Reported::curve)
        .orElseGet(
            () ->
                WorkCurve.of(
                    Math.max(role.minW(), points.getFirst().watts()),
                    role.maxW(),
                    points.subList(1, points.size()),
                    role.valuePerKwh()));
  }

  /** The idle power without work, then the points; none unless all numbers are good and fit. */
  private List<WorkCurve.Point> points(PlantSnapshot snapshot) {
    double idleW = value(snapshot, Quantity.IDLE_POWER_W);
    double cliffW = value(snapshot, Quantity.CLIFF_POWER_W);
    double fullW = value(snapshot, Quantity.FULL_POWER_W);
    boolean fit = idleW <= cliffW && cliffW < Math.min(fullW, role.maxW()) && fullW > role.minW();
    List<WorkCurve.Point> points = new ArrayList<>();
    points.add(new WorkCurve.Point(idleW, 0));
    for (int i = 0; i < SHARES.size() && fit; i++) {
      double share = value(snapshot, SHARES.get(i));
      fit = share >= points.getLast().work();
      points.add(new WorkCurve.Point(cliffW + (fullW - cliffW) * i / SHARES.size(), share));
    }
    points.add(new WorkCurve.Point(fullW, 100));
    return fit ? points : List.of();
  }

  /** Not a number where the value is missing, which no comparison accepts. */
  private double value(PlantSnapshot snapshot, Quantity quantity) {
    return snapshot.value(id, quantity).orElse(Double.NaN);
  }
}
