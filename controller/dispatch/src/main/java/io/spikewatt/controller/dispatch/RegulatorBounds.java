package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Bound;
import java.util.ArrayList;
import java.util.List;

/**
 * The bounds of the batteries' power together, from the weakest to the strongest: what they can do,
 * the month's peak, requests, the export limit, the import limit. Only the last one uses the
 * reserve.
 *
 * @param now inputs of the stages
 * @param all range of the batteries
 * @param requested batteries whose power a request sets
 * @param leavingW load that is ramping down, W
 * @param sources PV and wind under a limit
 * @param lastW last setpoint of the batteries together, W
 * @param doubtW power by which the net load may be higher than estimated, W, {@code >= 0}; see
 *     {@link NetLoadDoubt}
 */
record RegulatorBounds(
    ExchangeSituation now,
    RegulatorRange all,
    RequestedRegulators requested,
    double leavingW,
    Curtailment.Curtailed sources,
    double lastW,
    double doubtW) {

  /** The target power after all bounds. */
  RegulatorTarget target(CycleInput input, boolean anyRequested) {
    List<Bound> weakestFirst = new ArrayList<>(preference(0, all));
    if (anyRequested) {
      weakestFirst.add(requestBound());
    }
    weakestFirst.addAll(exportBounds());
    if (input.zeroExchange()) {
      weakestFirst.addAll(zeroExchangeBounds(input));
    }
    weakestFirst.add(importBound());
    return atEdge(preferred(0, weakestFirst));
  }

  /** A battery that cannot move rests because of its state, not because of a price. */
  private RegulatorTarget atEdge(RegulatorTarget target) {
    double netW = now.net().nowW();
    boolean rests = target.powerW() == 0 && target.decidedBy().isEmpty();
    if (rests && netW < 0 && all.chargeW() <= 0) {
      return target.because(all.mostCharge());
    }
    return rests && netW > 0 && all.emergencyW() <= 0
        ? target.because(all.mostDischarge())
        : target;
  }

  private RegulatorTarget preferred(double fixedW, List<Bound> weakestFirst) {
    double wantedW = now.policy().wantedW(now.net().nowW() - fixedW);
    return RegulatorTarget.of(wantedW, now.policy().choice(), weakestFirst);
  }

  /** The peak is soft: it never changes the reserve nor any later bound. */
  private List<Bound> preference(double fixedW, RegulatorRange range) {
    ExchangeBand band = now.band();
    double netW = now.highestW() - fixedW - leavingW;
    double peakW =
        band.keepsPeak()
            ? Math.min(netW - band.peakW(), range.dischargeW())
            : Double.NEGATIVE_INFINITY;
    // Less than the peak may be stored up to: that discharges nothing.
    double storingW =
        band.storingW() < band.peakW()
            ? Math.min(netW - band.storingW(), 0)
            : Double.NEGATIVE_INFINITY;
    return List.of(
        range.mostDischarge(),
        range.mostCharge(),
        band.storingBound(storingW),
        band.peakBound(peakW));
  }

  /** Requested batteries follow their requests; the free ones take the best power beside them. */
  private Bound requestBound() {
    double fixedW = requested.sumW();
    RegulatorTarget free = preferred(fixedW, preference(fixedW, requested.free()));
    return Bound.requested(fixedW + free.powerW());
  }

  /**
   * Power that is ramping down or returning needs no cover, but is no reason to charge more. Beyond
   * the load, stored energy leaves curtailed sources their room: it keeps, and sun does not.
   */
  private List<Bound> exportBounds() {
    ExchangeBand band = now.band();
    double settledW = now.lowestW() - sources.returningW() - leavingW - band.lowW();
    double coveredW = Math.min(settledW, now.net().nowW());
    return List.of(
        band.exportBound(Math.max(Math.max(settledW - sources.marginW(), coveredW), 0)),
        band.exportBound(Math.max(keptFromExportW(), -all.chargeW())));
  }

  /**
   * Most power that exports no more than the limit, W. A battery that charges for the limit goes on
   * while curtailed power returns: less would be exported when that is back. Where nothing is in
   * excess, returning power is uncertain and not worth an import.
   */
  private double keptFromExportW() {
    ExchangeBand band = now.band();
    double mostW = now.lowestW() - band.lowW();
    if (mostW >= 0 || lastW >= mostW) {
      return mostW;
    }
    double goesOnW = Math.max(mostW - sources.soonW(), lastW);
    return Math.min(mostW, Math.max(goesOnW, now.highestW() - band.peakW()));
  }

  /** Zero exchange is soft too: the export limit overrides it. */
  private List<Bound> zeroExchangeBounds(CycleInput input) {
    ExchangeBand band = now.band();
    double dischargeW =
        input.aim() == CycleInput.Aim.SEPARATE ? all.emergencyW() : all.dischargeW();
    double leastW = Math.min(now.highestW() - leavingW - band.highW(), dischargeW);
    double mostW = Math.max(now.lowestW() + input.limits().exportW(), -all.chargeW());
    return List.of(band.importBound(leastW), now.limits().exportBound(mostW));
  }

  /** Doubt ends charging, and asks for no discharge. */
  private Bound importBound() {
    ExchangeBand limits = now.limits();
    return limits.importBound(Math.min(keptFromImportW(), all.emergencyW()));
  }

  /** Least power that imports no more than the limit, W. */
  double keptFromImportW() {
    double leastW = now.highestW() - now.limits().highW();
    return leastW < 0 ? Math.min(0, leastW + doubtW) : leastW;
  }
}
