package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/**
 * Least time of standing before a heat pump is ordered to run again. It holds while nothing forces
 * otherwise: everything is shown, the process runs, the grid is there, and the limits in force
 * leave room for the pump. An order that ends is no stop: the pump's thermostat decides then, with
 * a least time of running of its own.
 */
final class HeatPumpCheck implements EnvelopeCheck {

  /** Decided once, and counted in the plant's time: not exact to the cycle. */
  private static final double ROUNDING_S = 5;

  private boolean ordered;
  private double changedS = Double.NEGATIVE_INFINITY;

  /** For how long nothing has forced an order to change, s. */
  private double calmS;

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    boolean now = view.standing().heatPumpW() > 0;
    if (write.device() != Device.HEAT_PUMP || now == ordered) {
      return;
    }
    double leastS = view.devices().heatPump().orElseThrow().leastS(ordered);
    double dwelt = view.nowS() - changedS;
    if (now && calmS > dwelt && dwelt < leastS - ROUNDING_S) {
      view.violated(
          EnvelopeRule.HEAT_PUMP, Device.HEAT_PUMP, dwelt, leastS, "started again sooner");
    }
    ordered = now;
    changedS = view.nowS();
  }

  /** An order that the pump dropped by itself is no stop by the controller. */
  @Override
  public void second(EnvelopeView view) {
    boolean seen = true;
    for (Point point : Point.values()) {
      seen &= view.shownS(point) > 0;
    }
    double pumpW = view.devices().heatPump().map(pump -> pump.maxW()).orElse(0.0);
    boolean room = view.truth().powers().gridW() < view.importLimitW() - pumpW;
    boolean calm =
        seen
            && room
            && view.connected()
            && view.runningS() > 0
            && view.sight().reachableS(Device.HEAT_PUMP) > 0;
    calmS = calm ? calmS + 1 : 0;
    if (ordered && view.standing().heatPumpW() == 0) {
      ordered = false;
      changedS = Double.NEGATIVE_INFINITY;
    }
  }
}
