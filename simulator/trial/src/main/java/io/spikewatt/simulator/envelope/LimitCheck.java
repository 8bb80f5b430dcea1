package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.envelope.Visibility.Shown;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Limits at the grid connection. The setpoints imply a power at the connection once the devices
 * have settled. While this power and the present one exceed a limit, no setpoint may add to the
 * excess. A device that does not follow its setpoint counts with its actual power.
 */
final class LimitCheck implements EnvelopeCheck {

  /** A meter's error and the noise of a load. */
  private static final double TOLERANCE_W = 50;

  /** Time to return under a limit, plus the settling time of the slowest device. */
  private static final double ANSWER_S = 3;

  private static final double SLOWEST_S = 5;

  /**
   * The battery's settling time: after two of them a battery that does not follow no longer counts.
   */
  private static final double BATTERY_S = 3.8;

  /** Time after a fault until a reading is trusted again and modes change. */
  private static final double CALM_S = 30;

  /** Time after which the grid counts as returned. */
  private static final double BACK_S = 90;

  private final Follows battery = new Follows();
  private final Follows car = new Follows();
  private final Follows servers = new Follows();
  private PlantTruth.@Nullable Powers last;
  private double upS = BACK_S;
  private double countedS = CALM_S;
  private double importS;
  private double heatPumpS;
  private double exportS;

  @Override
  public void second(EnvelopeView view) {
    PlantTruth truth = view.truth();
    double batteryW = battery.next(view.standing().batteryW(), truth.powers().batteryW());
    double carW = car.next(truth.car().connected() ? view.evW() : 0, -truth.powers().evW());
    double computeW = servers.next(view.computeW(), -truth.powers().computeW());
    double pvW = Math.min(truth.environment().pvAvailableW(), view.pvW());
    double loadW = -truth.feederW() - truth.powers().heatPumpW();
    double gridW = loadW + carW + computeW - pvW - batteryW;
    upS = view.connected() ? upS + 1 : 0;
    boolean seen =
        upS > BACK_S
            && (view.shownS(Point.GRID) > CALM_S
                || view.sight().durationS(Point.GRID, Shown.FOUND_OUT) > 0)
            && view.runningS() > CALM_S;
    // Now and after settling: neither a dip nor a doubtful forecast of the devices counts.
    double importW = Math.min(gridW, truth.powers().gridW());
    double exportW = Math.min(-gridW, -truth.powers().gridW());
    double toleranceW = TOLERANCE_W + movedW(truth.powers());
    double mostW = view.importLimitW() + toleranceW;
    importS = seen && importW > mostW ? importS + 1 : 0;
    // A heat pump takes a minute to slow down. Meanwhile its setpoint counts, not its power.
    double heatW = -truth.powers().heatPumpW();
    double orderedHeatW = Math.min(view.standing().heatPumpW(), heatW);
    double withHeatW = gridW - heatW + orderedHeatW;
    heatPumpS = seen && Math.min(withHeatW, truth.powers().gridW()) > mostW ? heatPumpS + 1 : 0;
    exportS = seen && exportW > view.exportLimitW() + toleranceW ? exportS + 1 : 0;
    boolean counted = view.answers(Device.BATTERY) && battery.follows();
    countedS = counted ? countedS + 1 : 0;
    double foundOutS = countedS < CALM_S ? 2 * BATTERY_S + 2 * view.cycleS() : 0;
    double patienceS = ANSWER_S + SLOWEST_S + 2 * view.cycleS() + foundOutS;
    if (importS > patienceS) {
      imports(view, gridW, batteryW, carW, computeW);
    }
    if (heatPumpS > patienceS) {
      heatPump(view, withHeatW, orderedHeatW);
    }
    if (exportS > patienceS) {
      exports(view, -gridW, batteryW, pvW);
    }
  }

  /** Change within a second, W: on a ramp the newest setpoint answers the state a second ago. */
  private double movedW(PlantTruth.Powers now) {
    PlantTruth.Powers before = last == null ? now : last;
    last = now;
    return Math.abs(now.loadW() - before.loadW())
        + Math.abs(now.pvW() - before.pvW())
        + Math.abs(now.evW() - before.evW())
        + Math.abs(now.computeW() - before.computeW());
  }

  private static void imports(
      EnvelopeView view, double gridW, double batteryW, double carW, double computeW) {
    String why = "imports " + Math.round(gridW) + " W of " + Math.round(view.importLimitW());
    if (batteryW < -TOLERANCE_W && controlled(view, Device.BATTERY, Point.BATTERY)) {
      view.violated(EnvelopeRule.IMPORT_LIMIT, Device.BATTERY, batteryW, 0, why);
    }
    if (carW > TOLERANCE_W && controlled(view, Device.EV, Point.EV)) {
      view.violated(EnvelopeRule.IMPORT_LIMIT, Device.EV, carW, 0, why);
    }
    double leastW = view.devices().compute().minW();
    if (Math.min(view.computeW(), computeW) > leastW + TOLERANCE_W
        && controlled(view, Device.COMPUTE, Point.COMPUTE)) {
      view.violated(EnvelopeRule.IMPORT_LIMIT, Device.COMPUTE, computeW, leastW, why);
    }
  }

  /**
   * The heat pump alone. Power that its thermostat adds to the setpoint is no violation.
   *
   * @param orderedW its setpoint or its power, whichever is smaller, W
   */
  private static void heatPump(EnvelopeView view, double gridW, double orderedW) {
    if (orderedW > TOLERANCE_W && view.sight().reachableS(Device.HEAT_PUMP) > CALM_S) {
      String why = "imports " + Math.round(gridW) + " W of " + Math.round(view.importLimitW());
      view.violated(EnvelopeRule.IMPORT_LIMIT, Device.HEAT_PUMP, orderedW, 0, why);
    }
  }

  private static void exports(EnvelopeView view, double exportW, double batteryW, double pvW) {
    String why = "exports " + Math.round(exportW) + " W of " + Math.round(view.exportLimitW());
    if (batteryW > TOLERANCE_W && controlled(view, Device.BATTERY, Point.BATTERY)) {
      view.violated(EnvelopeRule.EXPORT_LIMIT, Device.BATTERY, batteryW, 0, why);
    }
    double leastW = SafetyEnvelope.LEAST_PV_SHARE * view.devices().pvRatedW();
    if (pvW > leastW + TOLERANCE_W && controlled(view, Device.PV, Point.PV)) {
      view.violated(EnvelopeRule.EXPORT_LIMIT, Device.PV, pvW, leastW, why);
    }
  }

  private static boolean controlled(EnvelopeView view, Device device, Point shown) {
    return view.sight().reachableS(device) > CALM_S && view.shownS(shown) > CALM_S;
  }

  /**
   * Expected power of a device: the setpoint while the device ramps to it, else the actual power.
   * The device ramps if its setpoint changed a moment ago and its power is between the two.
   */
  private static final class Follows {
    private static final int MEMORY_S = 8;

    private final Deque<Double> setpoints = new ArrayDeque<>();
    private boolean follows = true;

    /** Whether the device followed its setpoints of the last few seconds. */
    boolean follows() {
      return follows;
    }

    double next(double setpointW, double actualW) {
      setpoints.addLast(setpointW);
      if (setpoints.size() > MEMORY_S) {
        setpoints.removeFirst();
      }
      double least = Collections.min(setpoints);
      double most = Collections.max(setpoints);
      double bandW = 100 + 0.05 * Math.abs(actualW);
      follows = actualW >= least - bandW && actualW <= most + bandW;
      return follows && most > least ? setpointW : actualW;
    }
  }
}
