package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The site's powers as the picture shows them: whole watts that sum to exactly 0.
 *
 * @param nodes grid, each device, and the load, in the balance's order
 * @param restW what nothing measures: the power of all unknown nodes together, or the difference
 *     that known ones leave; W into the bus, 0 = nothing
 */
public record PowerFlow(List<Node> nodes, long restW) {

  /** A smaller difference of known powers is an error of rounding, W. */
  private static final double ROUNDING_W = 0.5;

  public PowerFlow {
    nodes = List.copyOf(nodes);
  }

  /**
   * One end of the picture.
   *
   * @param id of the device; {@code grid} and {@code load} for those without one
   * @param kind term of the balance in lower case, or {@code load}
   * @param shownW W into the site's bus; empty = unknown
   * @param unknown why it is unknown; empty = it is known
   */
  public record Node(String id, String kind, OptionalLong shownW, String unknown) {}

  /** A power before it is rounded. */
  record Power(String id, String kind, Estimate powerW) {}

  /** Powers of a site into its bus: the grid's, each measured device's, and the load's. */
  static List<Power> powers(Site site, CycleReport report) {
    List<Power> powers = new ArrayList<>();
    for (SitePoint point : SitePoints.of(site)) {
      String id = point.id().words();
      Estimate value = point.value().apply(report);
      switch (point.kind()) {
        case PointKind.Sum sum when sum.term() == BalanceTerm.GRID ->
            powers.add(new Power(id, id, value));
        case PointKind.DevicePower device when value.isInstalled() ->
            powers.add(new Power(id, device.term().word(), value));
        case PointKind.Load _ -> powers.add(new Power(id, id, negated(value)));
        default -> {}
      }
    }
    return powers;
  }

  private static Estimate negated(Estimate load) {
    return load instanceof Estimate.Known known
        ? new Estimate.Known(-known.value(), known.how(), known.at())
        : load;
  }

  /**
   * Rounds powers. By Kirchhoff's law the unknown ones together are what the known ones lack.
   *
   * @param powers W into the bus, loads negative
   */
  static PowerFlow of(List<Power> powers) {
    double[] exact =
        powers.stream()
            .filter(power -> power.powerW().isKnown())
            .mapToDouble(power -> power.powerW().ifKnown().orElseThrow())
            .toArray();
    double rest = -IntStream.range(0, exact.length).mapToDouble(i -> exact[i]).sum();
    boolean complete = exact.length == powers.size() && Math.abs(rest) < ROUNDING_W;
    long restW = complete ? 0 : Math.round(rest);
    long[] shown = rounded(exact, -restW);
    List<Node> nodes = new ArrayList<>(powers.size());
    int next = 0;
    for (Power power : powers) {
      nodes.add(
          switch (power.powerW()) {
            case Estimate.Known _ ->
                new Node(power.id(), power.kind(), OptionalLong.of(shown[next++]), "");
            case Estimate.Unknown unknown ->
                new Node(power.id(), power.kind(), OptionalLong.empty(), unknown.reason());
          });
    }
    return new PowerFlow(nodes, restW);
  }

  /** Largest-remainder rounding: each within 1 W, and the sum as wanted. */
  private static long[] rounded(double[] exact, long sum) {
    long[] whole = new long[exact.length];
    long missing = sum;
    for (int i = 0; i < exact.length; i++) {
      whole[i] = (long) Math.floor(exact[i]);
      missing -= whole[i];
    }
    int[] byRemainder =
        IntStream.range(0, exact.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> whole[i] - exact[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; missing > 0 && i < byRemainder.length; i++, missing--) {
      whole[byRemainder[i]]++;
    }
    // Errors of floating point may leave one too many.
    for (int i = byRemainder.length - 1; missing < 0 && i >= 0; i--, missing++) {
      whole[byRemainder[i]]--;
    }
    return whole;
  }
}
