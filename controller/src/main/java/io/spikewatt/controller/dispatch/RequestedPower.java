package io.spikewatt.controller.dispatch;

import java.util.List;

/**
 * A battery or a charger that was ordered a power. Several share what the limits leave by one
 * calculation from what they were ordered and what the rest of the site takes: if each were worked
 * out from what the others do at the moment, they would chase each other.
 *
 * @param ordered power into the bus, W; negative = charging
 * @param now power into the bus as measured, W
 * @param charger it never gives power
 */
record RequestedPower(double ordered, double now, boolean charger) {

  /**
   * What each is told. The orders are kept together within the band: too much import takes from
   * those that charge, in proportion, and then asks batteries to give; too much export the other
   * way round. On the way there a move towards a limit takes only the room that is measured, while
   * one away from it is made at once: a device that does not follow, or slowly, makes no room for
   * others. While a limit is passed nonetheless, the batteries mend it, and chargers take less.
   *
   * @param gridW power from the grid now, W
   * @param exchangeBand where that is to stay
   * @param aheadW by how much the net load will have grown when the devices have answered, W
   * @return W, in the order of the devices
   */
  static double[] share(
      List<RequestedPower> devices, double gridW, ExchangeBand exchangeBand, double aheadW) {
    double nowW = devices.stream().mapToDouble(RequestedPower::now).sum();
    double leastW = nowW + gridW + Math.max(0, aheadW) - exchangeBand.highW();
    double mostW = Math.max(leastW, nowW + gridW + Math.min(0, aheadW) - exchangeBand.lowW());
    double[] told = devices.stream().mapToDouble(RequestedPower::ordered).toArray();
    double sumW = sum(told);
    move(devices, told, Math.clamp(sumW, leastW, mostW) - sumW);
    withinRoom(devices, told, Math.min(0, leastW - nowW), Math.max(0, mostW - nowW));
    mend(devices, told, Math.clamp(nowW, leastW, mostW) - nowW);
    return told;
  }

  /** Changes the sum: first by less of what goes the other way, the rest by the batteries. */
  private static void move(List<RequestedPower> devices, double[] told, double byW) {
    double against = 0;
    for (double watts : told) {
      against += watts * byW < 0 ? Math.abs(watts) : 0;
    }
    double less = against > 0 ? Math.min(1, Math.abs(byW) / against) : 0;
    double restW = Math.signum(byW) * Math.max(0, Math.abs(byW) - against);
    long batteries = devices.stream().filter(device -> !device.charger).count();
    for (int i = 0; i < told.length; i++) {
      told[i] -= told[i] * byW < 0 ? less * told[i] : 0;
      told[i] += devices.get(i).charger ? 0 : restW / batteries;
    }
  }

  /** Shortens the moves down, and those up, so that each kind alone stays within the room. */
  private static void withinRoom(
      List<RequestedPower> devices, double[] told, double downW, double upW) {
    double down = 0;
    double up = 0;
    for (int i = 0; i < told.length; i++) {
      double step = told[i] - devices.get(i).now;
      down += Math.min(0, step);
      up += Math.max(0, step);
    }
    for (int i = 0; i < told.length; i++) {
      double now = devices.get(i).now;
      double step = told[i] - now;
      double share = step < 0 ? downW / down : upW / up;
      told[i] = step == 0 ? now : now + step * Math.min(1, share);
    }
  }

  /**
   * Batteries do at least what brings the sum back, equally, and so do chargers by what they take:
   * one of the two may be what does not follow.
   */
  private static void mend(List<RequestedPower> devices, double[] told, double byW) {
    long batteries = devices.stream().filter(device -> !device.charger).count();
    double taken = 0;
    for (RequestedPower device : devices) {
      taken += device.charger ? Math.max(0, -device.now) : 0;
    }
    for (int i = 0; i < told.length && byW != 0; i++) {
      double now = devices.get(i).now;
      if (!devices.get(i).charger) {
        double mended = now + byW / batteries;
        told[i] = byW > 0 ? Math.max(told[i], mended) : Math.min(told[i], mended);
      } else if (byW > 0 && now < 0) {
        told[i] = Math.max(told[i], now * Math.max(0, 1 - byW / taken));
      }
    }
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
