package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;

/** Net load of one cycle, without the meter's lag, and its trend. Confined to one thread. */
final class NetLoadEstimator {

  private final Assets assets;
  private final double lookAheadS;
  private final MeterLag meterLag;
  private final NetLoadTrend trend = new NetLoadTrend();
  private final NetLoadTrend unrequested = new NetLoadTrend();

  /**
   * @param largestW largest power of the batteries together, W
   * @param lookAheadS until the batteries have answered, s
   */
  NetLoadEstimator(Assets assets, double largestW, double lookAheadS) {
    this.assets = assets;
    this.lookAheadS = lookAheadS;
    this.meterLag = new MeterLag(Math.max(50, 0.01 * largestW));
  }

  /** Between two cycles nothing learns. */
  NetLoad estimate(CycleInput input) {
    NetLoad net = withoutLag(input, NetLoad.of(assets, input.state(), input.grid()));
    if (!input.between()) {
      trend.update(net.nowW(), input.grid().at());
      unrequested.update(net.nowW() + requestedW(input), input.grid().at());
    }
    return net.growingBy(trend.aheadW(lookAheadS), unrequested.aheadW(lookAheadS));
  }

  /** Power of the loads that requests set, W into the bus, when the meter was read. */
  private double requestedW(CycleInput input) {
    return assets.loads.stream()
        .filter(unit -> unit.followsPower() && input.requests().power(unit.id).isPresent())
        .mapToDouble(
            unit ->
                NetLoad.power(unit.state(input).powerW(), unit.deviceResponse, input.grid().at()))
        .sum();
  }

  private NetLoad withoutLag(CycleInput input, NetLoad net) {
    if (input.grid().how() != Estimate.How.MEASURED) {
      return net;
    }
    MeterLag.Devices devices = net.devices();
    Moment at = input.grid().at();
    double seenW =
        input.between()
            ? meterLag.glimpsedW(devices.watts(), at)
            : meterLag.seenW(input.grid().value(), devices, at);
    return net.seen(seenW - devices.watts());
  }
}
