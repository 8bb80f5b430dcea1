package io.spikewatt.controller.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * The bounds of the batteries' power together, from the weakest to the strongest: what they can do,
 * the month's peak, requests, the export limit, the import limit. Only the last one uses the
 * reserve.
 *
 * @param now what the stages go by
 * @param all what the batteries can do
 * @param requested batteries whose power a request sets
 * @param leavingW load that is about to go, W
 * @param returningW PV and wind that are on their way back, W
 */
record BatteryBounds(
    ExchangeSituation now,
    BatteryRange all,
    RequestedBatteries requested,
    double leavingW,
    double returningW) {

  /** The power that the bounds leave of what is worth doing. */
  BatteryTarget target(CycleInput input, boolean anyRequested) {
    BatteryTarget preferred = preferred(0, all);
    BatteryTarget kept = anyRequested ? preferred.within(List.of(requestBound())) : preferred;
    return kept.within(limits(input, anyRequested));
  }

  /** What is worth doing. */
  private BatteryTarget preferred(double fixedW, BatteryRange range) {
    StoragePolicy policy = now.policy();
    double wantedW = policy.wantedW(now.net().nowW() - fixedW);
    return BatteryTarget.of(
        wantedW, policy.choice(), List.of(range.mostDischarge(), range.mostCharge()));
  }

  /** The peak is soft: neither the reserve nor a request gives way to it. */
  private Bound peakBound(double fixedW, BatteryRange range) {
    ExchangeBand band = now.band();
    double leastW =
        band.keepsPeak()
            ? Math.min(now.highestW() - fixedW - leavingW - band.peakW(), range.dischargeW())
            : Double.NEGATIVE_INFINITY;
    return band.peakBound(leastW);
  }

  /** Requested batteries do as requested, and the free ones what is best beside them. */
  private Bound requestBound() {
    double fixedW = requested.sumW();
    BatteryTarget free =
        preferred(fixedW, requested.free()).within(List.of(peakBound(fixedW, requested.free())));
    return Bound.requested(fixedW + free.powerW());
  }

  private List<Bound> limits(CycleInput input, boolean anyRequested) {
    ExchangeBand band = now.band();
    double roomW = now.lowestW() - band.lowW();
    List<Bound> bounds = new ArrayList<>();
    // What is about to go, or to come back, needs no cover, but is no reason to charge.
    bounds.add(band.exportBound(Math.max(now.lowestW() - returningW - leavingW - band.lowW(), 0)));
    bounds.add(band.exportBound(Math.max(roomW, -all.chargeW())));
    if (!anyRequested) {
      bounds.add(peakBound(0, all));
    }
    if (input.zeroExchange()) {
      bounds.add(
          band.importBound(Math.min(now.highestW() - leavingW - band.highW(), all.emergencyW())));
      bounds.add(
          now.limits()
              .exportBound(Math.max(now.lowestW() + input.limits().exportW(), -all.chargeW())));
    }
    bounds.add(
        now.limits()
            .importBound(Math.min(now.highestW() - now.limits().highW(), all.emergencyW())));
    return bounds;
  }
}
