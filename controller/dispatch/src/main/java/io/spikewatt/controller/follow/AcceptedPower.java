package io.spikewatt.controller.follow;

import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.StorageWindow;
import io.spikewatt.controller.follow.SetpointHistory.Range;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The powers at which a device counts as following, before tolerance. A limit is an upper bound
 * only: without sun, work or a car there is less to do. A battery near full or empty may do less,
 * because its cells require it.
 *
 * @param low W into the bus
 * @param high W into the bus
 * @param expectedW expected power, with the sign that the measured power should have
 * @param toleranceW allowance for meters, losses and a device's own dead band
 * @param limit whether the setpoint is only an upper bound
 */
record AcceptedPower(double low, double high, double expectedW, double toleranceW, boolean limit) {

  /** Distance to the highest state of charge within which a battery tapers, percent. */
  private static final double TAPER_PCT = 10;

  /** Distance to the lowest state of charge within which a battery may stop, percent. */
  private static final double STOP_PCT = 5;

  /** A car that charges draws at least this share of the charger's smallest power. */
  private static final double DRAWS = 0.25;

  /** Of an output; empty if it sets no power, as contacts do. */
  static Optional<AcceptedPower> of(
      String id, ControlCapability capability, SetpointHistory history, PlantSnapshot snapshot) {
    Range range = history.range();
    double last = history.last();
    return switch (capability) {
      case FastRegulator regulator ->
          Optional.of(storage(regulator, range, last, snapshot.value(id, Quantity.SOC_PCT)));
      case CurtailableSource source -> Optional.of(limit(0, range.max(), last, source.ratedW()));
      case FlexibleLoad load when load.followsPower() ->
          Optional.of(charger(id, load.range(), range, last, snapshot));
      case FlexibleLoad load when load.decidesToo() ->
          Optional.of(limit(-load.range().mostW(), 0, last, load.range().mostW()));
      case FlexibleLoad load -> Optional.of(limit(-range.max(), 0, -last, load.range().mostW()));
      case BackupGenerator _, GridSeparation _, OperationModes _, SheddableLoad _ ->
          Optional.empty();
    };
  }

  private static AcceptedPower limit(double low, double high, double expectedW, double ratedW) {
    return new AcceptedPower(low, high, expectedW, tolerance(ratedW), true);
  }

  private static AcceptedPower storage(
      FastRegulator regulator, Range range, double last, OptionalDouble socPct) {
    StorageWindow window = regulator.window();
    boolean full = socPct.isEmpty() || socPct.getAsDouble() >= window.maxSocPct() - TAPER_PCT;
    boolean empty = socPct.isEmpty() || socPct.getAsDouble() <= window.minSocPct() + STOP_PCT;
    return new AcceptedPower(
        empty ? Math.min(0, range.min()) : range.min(),
        full ? Math.max(0, range.max()) : range.max(),
        last,
        tolerance(regulator.ratedW()),
        false);
  }

  private static AcceptedPower charger(
      String id, LoadRange load, Range range, double last, PlantSnapshot snapshot) {
    double tolerance = tolerance(load.mostW());
    boolean requested = range.max() <= -load.leastW();
    double high = requested && wants(id, snapshot) ? -DRAWS * load.leastW() - tolerance : 0;
    // A discharging car may stop by itself.
    return new AcceptedPower(
        Math.min(0, range.min()), Math.max(high, range.max()), last, tolerance, false);
  }

  /** Whether a car is known to be present and to lack energy. */
  private static boolean wants(String id, PlantSnapshot snapshot) {
    OptionalDouble soc = snapshot.value(id, Quantity.SOC_PCT);
    OptionalDouble target = snapshot.value(id, Quantity.SOC_TARGET_PCT);
    return snapshot.value(id, Quantity.CONNECTED).orElse(0) >= 0.5
        && soc.isPresent()
        && target.isPresent()
        && soc.getAsDouble() < target.getAsDouble() - 1;
  }

  private static double tolerance(double ratedW) {
    return Math.max(100, 0.1 * ratedW);
  }

  boolean follows(double watts) {
    return watts >= low - toleranceW && watts <= high + toleranceW;
  }

  /**
   * Whether following proves anything: an idle device follows a setpoint of nearly 0, and may still
   * be dead. A limit can only prove that it holds as an upper bound.
   */
  boolean conclusive(double watts) {
    return limit || Math.abs(watts) > toleranceW;
  }

  /** Whether it looks like the right power with the wrong sign. */
  boolean flipped(double watts) {
    return watts * expectedW < 0
        && Math.abs(watts) > toleranceW
        && Math.abs(expectedW) > toleranceW
        && Math.abs(watts) <= Math.abs(expectedW) + toleranceW;
  }
}
