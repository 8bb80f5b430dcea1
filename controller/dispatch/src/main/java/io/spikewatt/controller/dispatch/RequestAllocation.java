package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.controller.setpoint.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requested powers within the limits, calculated once for all requested batteries and chargers: if
 * each followed from the others' momentary power, they would chase each other.
 */
final class RequestAllocation {

  /**
   * A battery or a charger with a request.
   *
   * @param requestedW power into the bus, W; negative = charging
   * @param nowW power into the bus as measured, W
   * @param charger whether it only consumes
   */
  record Mover(String id, double requestedW, double nowW, boolean charger) {}

  /**
   * A device's share.
   *
   * @param watts power into the bus, W
   * @param bound deciding bound: the request, or the limit that left less
   * @param request what was requested
   */
  record Granted(double watts, Bound bound, DeviceRequest request) {

    Explanation explain(Action action) {
      return Explanation.of(action, request.reason()).boundBy(bound).until(request.until());
    }
  }

  private RequestAllocation() {}

  /**
   * Powers by device id.
   *
   * @param band that the limits leave
   * @param aheadW expected growth of the net load until the devices have answered, W
   */
  static Map<String, Granted> allocate(
      Assets assets, CycleInput input, ExchangeBand band, double aheadW) {
    List<Mover> movers = movers(assets, input);
    Map<String, Granted> granted = new LinkedHashMap<>();
    if (movers.isEmpty() || !input.state().gridW().isKnown()) {
      return granted;
    }
    double[] watts = share(movers, input.grid().value(), band, aheadW);
    for (int i = 0; i < watts.length; i++) {
      Mover mover = movers.get(i);
      DeviceRequest request = input.requests().power(mover.id).orElseThrow();
      Bound bound =
          watts[i] > mover.requestedW
              ? band.importBound(watts[i])
              : watts[i] < mover.requestedW
                  ? band.exportBound(watts[i])
                  : requested(assets, mover.id, watts[i], request);
      granted.put(mover.id, new Granted(watts[i], bound, request));
    }
    return granted;
  }

  private static Bound requested(
      Assets assets, String device, double watts, DeviceRequest request) {
    return assets.regulators.stream()
        .filter(unit -> unit.id.equals(device))
        .flatMap(unit -> unit.keptBound(request.value()).stream())
        .findFirst()
        .orElse(Bound.requested(watts, request.reason()));
  }

  /** A battery without a measured power gets no request, nor a charger without a car. */
  private static List<Mover> movers(Assets assets, CycleInput input) {
    List<Mover> movers = new ArrayList<>();
    for (RegulatorUnit unit : assets.regulators) {
      if (unit.range().isUsable()
          && unit.state(input).powerW() instanceof Estimate.Known measured) {
        input
            .requests()
            .power(unit.id)
            .map(request -> within(request.value(), unit.range()))
            .ifPresent(watts -> movers.add(new Mover(unit.id, watts, measured.value(), false)));
      }
    }
    for (LoadUnit unit : assets.loads) {
      AssetState state = unit.state(input);
      // The draw of a charger that reports none is in the grid's power, and counts as load.
      double nowW = state.powerW().ifKnown().orElse(0);
      input
          .requests()
          .power(unit.id)
          .filter(request -> unit.followsPower() && state.isPresent())
          .ifPresent(
              request -> movers.add(new Mover(unit.id, Math.min(0, request.value()), nowW, true)));
    }
    return movers;
  }

  private static double within(double watts, FastRegulator.Range range) {
    return Math.clamp(watts, -range.chargeW(), range.dischargeW());
  }

  /**
   * Power of each device. The requests together stay within the band: too much import reduces
   * charging, in proportion, and then makes batteries discharge; too much export the other way
   * round. A move towards a limit uses only measured room, while one away from it acts at once: a
   * device that follows slowly, or not at all, makes no room for others. If a limit is exceeded
   * nonetheless, batteries correct the sum, and chargers take less.
   *
   * @param gridW power from the grid now, W
   * @return W, in the order of the devices
   */
  static double[] share(List<Mover> devices, double gridW, ExchangeBand band, double aheadW) {
    double nowW = devices.stream().mapToDouble(Mover::nowW).sum();
    double leastW = nowW + gridW + Math.max(0, aheadW) - band.highW();
    double mostW = Math.max(leastW, nowW + gridW + Math.min(0, aheadW) - band.lowW());
    double[] requested = devices.stream().mapToDouble(Mover::requestedW).toArray();
    double sumW = sum(requested);
    double[] moved = moved(devices, requested, Math.clamp(sumW, leastW, mostW) - sumW);
    double[] within =
        withinRoom(devices, moved, Math.min(0, leastW - nowW), Math.max(0, mostW - nowW));
    return mended(devices, within, Math.clamp(nowW, leastW, mostW) - nowW);
  }

  /** Changes the sum: first by reducing the opposite direction, the rest by the batteries. */
  private static double[] moved(List<Mover> devices, double[] from, double byW) {
    double against = 0;
    for (double watts : from) {
      against += watts * byW < 0 ? Math.abs(watts) : 0;
    }
    double less = against > 0 ? Math.min(1, Math.abs(byW) / against) : 0;
    double restW = Math.signum(byW) * Math.max(0, Math.abs(byW) - against);
    long batteries = devices.stream().filter(device -> !device.charger).count();
    double[] watts = from.clone();
    for (int i = 0; i < watts.length; i++) {
      watts[i] -= watts[i] * byW < 0 ? less * watts[i] : 0;
      watts[i] += devices.get(i).charger ? 0 : restW / batteries;
    }
    return watts;
  }

  /** Shortens the moves down, and those up, so that each direction alone stays within the room. */
  private static double[] withinRoom(List<Mover> devices, double[] from, double downW, double upW) {
    double down = 0;
    double up = 0;
    for (int i = 0; i < from.length; i++) {
      double step = from[i] - devices.get(i).nowW;
      down += Math.min(0, step);
      up += Math.max(0, step);
    }
    double[] watts = from.clone();
    for (int i = 0; i < watts.length; i++) {
      double now = devices.get(i).nowW;
      double step = from[i] - now;
      double share = step < 0 ? downW / down : upW / up;
      boolean shortened = step != 0 && share < 1;
      watts[i] = shortened ? now + step * share : from[i];
    }
    return watts;
  }

  /**
   * Batteries contribute at least the correction, equally, and chargers by their draw: either of
   * the two may be the one that does not follow.
   */
  private static double[] mended(List<Mover> devices, double[] from, double byW) {
    long batteries = devices.stream().filter(device -> !device.charger).count();
    double taken = 0;
    for (Mover device : devices) {
      taken += device.charger ? Math.max(0, -device.nowW) : 0;
    }
    double[] watts = from.clone();
    for (int i = 0; i < watts.length && byW != 0; i++) {
      double now = devices.get(i).nowW;
      if (!devices.get(i).charger) {
        double mended = now + byW / batteries;
        watts[i] = byW > 0 ? Math.max(watts[i], mended) : Math.min(watts[i], mended);
      } else if (byW > 0 && now < 0) {
        watts[i] = Math.max(watts[i], now * Math.max(0, 1 - byW / taken));
      }
    }
    return watts;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
