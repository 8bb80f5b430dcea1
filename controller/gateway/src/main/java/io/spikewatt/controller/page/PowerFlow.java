package io.spikewatt.controller.page;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
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
   * @param balanceW power by the balance of the others, of a device that fails, W
   * @param source its provenance
   */
  public record Node(
      String id,
      String kind,
      OptionalLong shownW,
      String unknown,
      OptionalDouble balanceW,
      Source source) {}

  /**
   * PriceProvenance of a power.
   *
   * @param device that should measure it; empty = none does
   * @param derived whether it is calculated from the others
   * @param fails whether the device that should measure it does not
   */
  public record Source(String device, boolean derived, boolean fails) {

    static final Source NONE = new Source("", false, false);
  }

  /** A power before it is rounded. */
  record Power(String id, String kind, Estimate powerW, Source source) {

    /** Hides the balance's value of a failing device, which the device did not measure. */
    private Estimate shown() {
      return source.fails && source.derived && powerW.isKnown()
          ? new Estimate.Unknown("not read")
          : powerW;
    }

    private OptionalDouble balanceW() {
      return shown().isKnown() ? OptionalDouble.empty() : powerW.ifKnown();
    }
  }

  /** Powers of a site into its bus: the grid's, each measured device's, and the load's. */
  static List<Power> powers(Site site, CycleReport report) {
    List<Power> powers = new ArrayList<>();
    for (SitePoint point : SitePoints.of(site)) {
      String id = point.id().words();
      Estimate value = point.value().apply(report);
      switch (point.kind()) {
        case PointKind.Sum sum when sum.term() == BalanceTerm.GRID ->
            powers.add(
                new Power(id, id, value, new Source(gridMeter(site), isDerived(value), false)));
        case PointKind.DevicePower device when value.isInstalled() ->
            powers.add(ofDevice(id, device.term().word(), value, report));
        case PointKind.Load _ -> powers.add(new Power(id, id, negated(value), Source.NONE));
        default -> {}
      }
    }
    return powers;
  }

  private static String gridMeter(Site site) {
    return site.devices().stream()
        .filter(device -> device.role() instanceof Role.GridMeter)
        .map(DeviceConfig::id)
        .findFirst()
        .orElse("");
  }

  private static boolean isDerived(Estimate value) {
    return value instanceof Estimate.Known known && known.how() == Estimate.How.DERIVED;
  }

  private static Power ofDevice(String id, String kind, Estimate value, CycleReport report) {
    boolean fails =
        report.snapshot().get(id, Quantity.POWER_W) instanceof Sample.Missing missing
            && missing.reason().kind() != Fault.Kind.OFF;
    return new Power(id, kind, value, new Source(id, isDerived(value), fails));
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
        powers.stream().flatMapToDouble(power -> power.shown().ifKnown().stream()).toArray();
    double rest = -IntStream.range(0, exact.length).mapToDouble(i -> exact[i]).sum();
    boolean complete = exact.length == powers.size() && Math.abs(rest) < ROUNDING_W;
    long restW = complete ? 0 : Math.round(rest);
    long[] shown = rounded(exact, -restW);
    List<Node> nodes = new ArrayList<>(powers.size());
    int next = 0;
    for (Power power : powers) {
      nodes.add(
          switch (power.shown()) {
            case Estimate.Known _ ->
                new Node(
                    power.id(),
                    power.kind(),
                    OptionalLong.of(shown[next++]),
                    "",
                    OptionalDouble.empty(),
                    power.source());
            case Estimate.Unknown unknown ->
                new Node(
                    power.id(),
                    power.kind(),
                    OptionalLong.empty(),
                    unknown.reason(),
                    power.balanceW(),
                    power.source());
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
