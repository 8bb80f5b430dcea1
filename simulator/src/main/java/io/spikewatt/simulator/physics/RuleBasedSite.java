package io.spikewatt.simulator.physics;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;

/**
 * The same site under plain self-consumption, without a gateway: the battery follows the measured
 * net load, the car charges at full power on arrival within the import limit, the servers run
 * unlimited, and PV is limited to the permitted export. The baseline for the value of forecasts and
 * plans.
 */
public final class RuleBasedSite {

  private static final Duration STEP = Duration.ofSeconds(1);

  /** Kept below the import limit, since measuring and charging take time, W. */
  private static final double MARGIN_W = 300;

  /** The gateway's own limits for the battery, percent; the rules keep them too. */
  private static final double MIN_SOC_PCT = 10;

  private static final double MAX_SOC_PCT = 95;

  private final SiteParameters site;
  private final PlainContacts contacts = new PlainContacts();
  private final SimulatedPlant plant;
  private final PlantRecorder recorder;
  private int beat;

  private RuleBasedSite(SiteParameters site, Instant start, Duration allowance, double toleranceW) {
    this.site = site;
    this.plant = new SimulatedPlant(site, new Moment(0, start), STEP, contacts);
    this.recorder = new PlantRecorder(site, allowance, toleranceW);
    plant.observe(recorder);
  }

  /**
   * Runs the period.
   *
   * @param allowance and {@code toleranceW} as for {@link PlantRecorder}
   */
  public static PlantRecord run(
      SiteParameters site, Instant start, Duration length, Duration allowance, double toleranceW) {
    RuleBasedSite run = new RuleBasedSite(site, start, allowance, toleranceW);
    for (long second = 0; second < length.toSeconds(); second++) {
      run.control();
      run.plant.step(STEP);
    }
    return run.recorder.result();
  }

  /**
   * State of charge of the battery under the rules, slot by slot, as a monitoring gateway would
   * have recorded it.
   *
   * @return means of the {@code days} before {@code end}, percent, oldest first
   */
  public static double[] socPct(SiteParameters site, Instant end, int days, Duration slot) {
    long slotS = slot.toSeconds();
    long endS = Math.floorDiv(end.getEpochSecond(), slotS) * slotS;
    int slots = (int) (days * 86_400L / slotS);
    Instant start = Instant.ofEpochSecond(endS - slots * slotS);
    RuleBasedSite run = new RuleBasedSite(site, start, Duration.ZERO, 0);
    double[] means = new double[slots];
    for (int i = 0; i < slots; i++) {
      for (long second = 0; second < slotS; second++) {
        run.control();
        run.plant.step(STEP);
        means[i] += run.plant.truth().battery().socPct() / slotS;
      }
    }
    return means;
  }

  private void control() {
    PlantTruth truth = plant.truth();
    PlantTruth.Powers powers = truth.powers();
    SiteParameters.Devices devices = site.devices();
    SiteParameters.Limits limits = site.limits();
    long now = plant.nowNanos();
    boolean contact = plant.contactClosed();
    double importLimitW = contact ? limits.contactImportW() : limits.importW();
    double exportLimitW = contact ? limits.contactExportW() : limits.exportW();
    contacts.setRelay(contact);
    plant.compute().setBudget(now, contact ? devices.compute().minW() : devices.compute().maxW());
    double otherW = -powers.loadW() - powers.heaterW() - powers.computeW() - powers.heatPumpW();
    double evRoomW =
        importLimitW - MARGIN_W - otherW + powers.pvW() + Math.max(0, powers.batteryW());
    plant.ev().setPower(now, truth.car().socPct() < devices.ev().targetPct() ? evRoomW : 0);
    double netW = otherW - powers.evW() - powers.pvW();
    plant.battery().setRemote(now, true);
    plant.battery().beat(now, beat++ & 0xFFFF);
    // PV power that the export limit throttles; the battery may take it instead.
    double throttledW = powers.pvW() - truth.environment().pvAvailableW();
    plant.battery().setPower(now, batteryW(netW + throttledW, truth.battery().socPct()));
    double usableW = otherW - powers.evW() - powers.batteryW() + exportLimitW;
    double percent = 100 * Math.clamp(usableW / devices.pvRatedW(), 0, 1);
    plant.pv().command(now, PvLimit.ofPercent(percent));
  }

  private static double batteryW(double netW, double socPct) {
    boolean blocked = netW > 0 ? socPct <= MIN_SOC_PCT : socPct >= MAX_SOC_PCT;
    return blocked ? 0 : netW;
  }
}
