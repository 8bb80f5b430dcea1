package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SiteParameters;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The recorder's own values of one second.
 *
 * @param sight what the controller sees and reaches
 * @param limits in force
 * @param setpoints in the devices' registers during the second
 * @param gridStepW change of the true grid power since the second before, W
 * @param site as configured
 * @param circumstances beyond the plant: names of faults and of requests
 */
record RecordedSecond(
    PlantTruth truth,
    Sight sight,
    Limits limits,
    Setpoints setpoints,
    double gridStepW,
    RecordedSite site,
    Set<String> circumstances) {

  /**
   * @param hidden points that the controller sees wrongly or not at all
   * @param unreachable devices that writes do not reach
   * @param gridShownS time since the controller sees the grid meter correctly, s; 0 = it does not
   * @param feederHiddenS time since the feeder is hidden, s; 0 = it is not
   * @param controllerS uninterrupted running time of the controller, s; 0 = it does not run
   */
  record Sight(
      Set<Visibility.Point> hidden,
      Set<Device> unreachable,
      double gridShownS,
      double feederHiddenS,
      double controllerS) {}

  /**
   * @param battery as configured
   * @param hasSecondRelay whether a second load can be shed
   */
  record RecordedSite(SiteParameters.Battery battery, boolean hasSecondRelay) {}

  /**
   * The strictest limits in force.
   *
   * @param importW at the grid connection, W
   * @param possibleImportW the same, including limits that may still be in force while the clock is
   *     in doubt, W
   * @param exportW at the grid connection, W
   * @param dimmed whether those of the grid operator apply
   * @param commanded whether a sender ordered one
   * @param reservePct state of charge, percent
   * @param islandOrdered whether an island is ordered
   */
  record Limits(
      double importW,
      double possibleImportW,
      double exportW,
      boolean dimmed,
      boolean commanded,
      double reservePct,
      boolean islandOrdered) {}

  /**
   * @param battery the batteries'
   * @param total those of batteries and car together
   */
  record Setpoints(Setpoint battery, Setpoint total) {

    static Setpoints of(DeviceRegisters standing) {
      return new Setpoints(
          Setpoint.of(standing.batteryW()), Setpoint.of(standing.batteryW() - standing.evW()));
    }

    /** Highest power that the car was told to draw, W. */
    double carW() {
      return battery.lowW - total.lowW;
    }

    Setpoints with(DeviceRegisters standing) {
      return new Setpoints(
          battery.with(standing.batteryW()), total.with(standing.batteryW() - standing.evW()));
    }
  }

  /** The lowest and the highest of one second, W into the bus. */
  record Setpoint(double lowW, double highW) {

    static Setpoint of(double watts) {
      return new Setpoint(watts, watts);
    }

    boolean isNear(double watts, double withinW) {
      return watts >= lowW - withinW && watts <= highW + withinW;
    }

    double widthW() {
      return highW - lowW;
    }

    Setpoint with(double watts) {
      return new Setpoint(Math.min(lowW, watts), Math.max(highW, watts));
    }
  }

  static RecordedSecond of(
      EnvelopeView view, Setpoints setpoints, double gridStepW, Set<String> circumstances) {
    boolean commanded =
        Stream.of(StandingOrders.Kind.IMPORT_LIMIT, StandingOrders.Kind.EXPORT_LIMIT)
                .anyMatch(kind -> Double.isFinite(view.orders().limitW(kind)))
            || Double.isFinite(view.orders().possibleImportLimitW());
    return new RecordedSecond(
        view.truth(),
        new Sight(
            Stream.of(Visibility.Point.values())
                .filter(point -> view.shownS(point) == 0)
                .collect(Collectors.toUnmodifiableSet()),
            Stream.of(Device.values())
                .filter(device -> view.sight().reachableS(device) == 0)
                .collect(Collectors.toUnmodifiableSet()),
            view.shownS(Visibility.Point.GRID),
            view.sight().durationS(Visibility.Point.FEEDER, Visibility.Shown.NOT),
            view.runningS()),
        new Limits(
            view.importLimitW(),
            Math.min(view.importLimitW(), view.orders().possibleImportLimitW()),
            view.exportLimitW(),
            view.dimmed(),
            commanded,
            view.reservePct(),
            view.orders().island()),
        setpoints,
        gridStepW,
        new RecordedSite(view.devices().battery(), view.devices().island().isPresent()),
        circumstances);
  }

  /** Highest state of charge that control may use, percent. */
  double fullPct() {
    return site.battery().highestPct();
  }

  /** Lowest state of charge that control may use, percent. */
  double emptyPct() {
    return site.battery().lowestPct();
  }

  boolean hides(Visibility.Point point) {
    return sight.hidden().contains(point);
  }

  /** True if the controller cannot read the battery correctly, or cannot set it. */
  boolean batteryAway() {
    return hides(Visibility.Point.BATTERY)
        || hides(Visibility.Point.BATTERY_SOC)
        || sight.unreachable().contains(Device.BATTERY);
  }

  boolean has(String circumstance) {
    return circumstances.contains(circumstance);
  }
}
