package io.spikewatt.simulator.physics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Independent record: sums the physical energy flows, regardless of the gateway's reports.
 *
 * <p>Not safe for use by many threads; it belongs to its plant.
 */
public final class PlantRecorder implements PlantObserver {

  private final SiteParameters site;
  private final Map<LimitKind, LimitTally> tallies = new EnumMap<>(LimitKind.class);
  private final List<EvDeparture> departures = new ArrayList<>();
  private Instant from = Instant.MAX;
  private Instant to = Instant.MIN;
  private double importedWh;
  private double exportedWh;
  private double pvWh;
  private double pvAvailableWh;
  private double loadWh;
  private double heaterWh;
  private double evWh;
  private double computeWh;
  private double chargedWh;
  private double dischargedWh;
  private double unservedWh;
  private double firstStoredWh = Double.NaN;
  private double lastStoredWh = Double.NaN;
  private double energyCost;
  private double socMinPct = Double.POSITIVE_INFINITY;
  private double socMaxPct = Double.NEGATIVE_INFINITY;
  private int batteryFallbacks;
  private int pvReverts;
  private int droppedSetpoints;

  /**
   * @param allowance how long a limit may be exceeded while devices respond
   * @param toleranceW power above a limit that does not count, W
   */
  public PlantRecorder(SiteParameters site, Duration allowance, double toleranceW) {
    this.site = site;
    for (LimitKind kind : LimitKind.values()) {
      tallies.put(kind, new LimitTally(allowance, toleranceW));
    }
  }

  @Override
  public void stepped(PlantTruth truth, double dtS) {
    PlantTruth.Environment environment = truth.environment();
    PlantTruth.Powers powers = truth.powers();
    double hours = dtS / 3_600;
    if (from.equals(Instant.MAX)) {
      from = truth.at().minusNanos(Math.round(dtS * 1e9));
      firstStoredWh = truth.battery().storedWh();
    }
    to = truth.at();
    double importW = Math.max(0, powers.gridW());
    double exportW = Math.max(0, -powers.gridW());
    importedWh += importW * hours;
    exportedWh += exportW * hours;
    energyCost +=
        (importW * environment.importPerKwh() - exportW * environment.exportPerKwh())
            * hours
            / 1_000;
    pvWh += powers.pvW() * hours;
    pvAvailableWh += environment.pvAvailableW() * hours;
    loadWh -= powers.loadW() * hours;
    heaterWh -= powers.heaterW() * hours;
    evWh -= powers.evW() * hours;
    computeWh -= powers.computeW() * hours;
    chargedWh += Math.max(0, -powers.batteryW()) * hours;
    dischargedWh += Math.max(0, powers.batteryW()) * hours;
    unservedWh += truth.unservedW() * hours;
    lastStoredWh = truth.battery().storedWh();
    socMinPct = Math.min(socMinPct, truth.battery().socPct());
    socMaxPct = Math.max(socMaxPct, truth.battery().socPct());
    tally(importW, exportW, environment.contactClosed(), dtS);
  }

  private void tally(double importW, double exportW, boolean contact, double dtS) {
    SiteParameters.Limits limits = site.limits();
    tallies.forEach(
        (kind, tally) -> {
          switch (kind) {
            case IMPORT -> tally.step(importW - limits.importW(), dtS);
            case EXPORT -> tally.step(exportW - limits.exportW(), dtS);
            case CONTACT_IMPORT -> step(tally, contact, importW - limits.contactImportW(), dtS);
            case CONTACT_EXPORT -> step(tally, contact, exportW - limits.contactExportW(), dtS);
          }
        });
  }

  private static void step(LimitTally tally, boolean applies, double aboveW, double dtS) {
    if (applies) {
      tally.step(aboveW, dtS);
    } else {
      tally.pause();
    }
  }

  @Override
  public void happened(PlantEvent event) {
    switch (event) {
      case PlantEvent.CarLeft left -> departures.add(left.departure());
      case PlantEvent.BatteryFellBack fellBack -> batteryFallbacks++;
      case PlantEvent.PvLimitReverted reverted -> pvReverts++;
      case PlantEvent.SetpointDropped dropped -> droppedSetpoints++;
    }
  }

  /** Everything so far. */
  public PlantRecord result() {
    Map<LimitKind, LimitViolations> violations = new EnumMap<>(LimitKind.class);
    tallies.forEach((kind, tally) -> violations.put(kind, tally.result()));
    double wearKwh = (chargedWh + dischargedWh) / 2_000;
    return new PlantRecord(
        from,
        to,
        new PlantRecord.Energy(
            new PlantRecord.Energy.Grid(importedWh, exportedWh),
            new PlantRecord.Energy.Pv(pvWh, pvAvailableWh),
            new PlantRecord.Energy.Battery(chargedWh, dischargedWh, lastStoredWh - firstStoredWh),
            new PlantRecord.Energy.Ev(evWh, evWh * site.devices().ev().efficiency()),
            loadWh,
            heaterWh,
            computeWh,
            unservedWh),
        new PlantRecord.Costs(
            energyCost,
            wearKwh * site.devices().battery().wearPerKwh(),
            computeWh / 1_000 * site.devices().compute().valuePerKwh()),
        violations,
        new PlantRecord.SocRange(socMinPct, socMaxPct),
        departures,
        new PlantRecord.Fallbacks(batteryFallbacks, pvReverts, droppedSetpoints));
  }
}
