package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.report.PointId.PointUnit;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A value that devices of one term of the balance have beside power and charge.
 *
 * @param id name among the values of a device
 * @param signal whether a signal of the device is the value
 * @param needs signals that a device must report to have it
 * @param needsSources whether a site must have sources of its own
 * @param value in a cycle, by the device's id
 */
public record DeviceQuantity(
    PointId id,
    String english,
    String german,
    BalanceTerm term,
    boolean signal,
    Set<Quantity> needs,
    boolean needsSources,
    BiFunction<CycleReport, String, Estimate> value) {

  /** All, in the order of lists. */
  static final List<DeviceQuantity> ALL =
      List.of(
          ofCluster(
              new PointId("jobs", PointUnit.COUNT),
              "jobs running",
              "laufende Aufträge",
              Quantity.JOBS),
          ofCluster(
              new PointId("work", PointUnit.PER_SECOND),
              "work per second",
              "Arbeit je Sekunde",
              Quantity.WORK_PER_S),
          new DeviceQuantity(
              new PointId("work", PointUnit.PER_KILOWATT_HOUR),
              "work per kWh today",
              "Arbeit je kWh heute",
              BalanceTerm.COMPUTE,
              false,
              Set.of(Quantity.WORK_PER_S),
              false,
              (report, device) -> report.computeDay(device).workPerKwh()),
          new DeviceQuantity(
              new PointId("own-energy", PointUnit.PERCENT),
              "energy from own sources today",
              "Energie aus eigenen Quellen heute",
              BalanceTerm.COMPUTE,
              false,
              Set.of(Quantity.POWER_W),
              true,
              (report, device) -> report.computeDay(device).ownPct()));

  private static DeviceQuantity ofCluster(
      PointId id, String english, String german, Quantity signal) {
    return new DeviceQuantity(
        id,
        english,
        german,
        BalanceTerm.COMPUTE,
        true,
        Set.of(signal),
        false,
        (report, device) -> Estimate.of(report.snapshot(), device, signal));
  }

  /** Name with a capital letter. */
  public String title() {
    return english.substring(0, 1).toUpperCase(Locale.ROOT) + english.substring(1);
  }

  /** The point of a device. */
  SitePoint of(String device) {
    return new SitePoint(
        new PointId(device + "-" + id.words(), id.unit()),
        new PointKind.DeviceValue(this, device),
        "",
        report -> isReported(report, device) ? value.apply(report, device) : NOT_THERE);
  }

  private static final Estimate NOT_THERE = Estimate.sum(List.of());

  private boolean isReported(CycleReport report, String device) {
    return needs.stream()
        .map(quantity -> report.snapshot().get(device, quantity))
        .noneMatch(
            sample ->
                sample instanceof Sample.Missing missing
                    && missing.reason().kind() == Fault.Kind.NEVER_READ);
  }
}
