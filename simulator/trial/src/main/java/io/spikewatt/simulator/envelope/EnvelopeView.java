package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.physics.SiteParameters;

/**
 * Data available to a check, and where it reports what it finds.
 *
 * @param nowS seconds since the plant's start
 */
record EnvelopeView(
    double nowS,
    PlantTruth truth,
    SafetyEnvelope envelope,
    Visibility sight,
    DeviceRegisters standing,
    StandingOrders orders,
    Listener listener) {

  /** Receives the violations that checks find. */
  @FunctionalInterface
  interface Listener {
    /** See {@link Violation}. */
    void violated(EnvelopeRule rule, Device device, double value, double bound, String reason);
  }

  void violated(EnvelopeRule rule, Device device, double value, double bound, String reason) {
    listener.violated(rule, device, value, bound, reason);
  }

  SiteParameters.Devices devices() {
    return envelope.devices();
  }

  double cycleS() {
    return envelope.cycleS();
  }

  double latencyS() {
    return envelope.latencyS();
  }

  /** For how long a point has been shown truly, s; 0 if it is not. */
  double shownS(Visibility.Point point) {
    return sight.durationS(point, Visibility.Shown.TRUE);
  }

  /** For how long the controller has been running, s; 0 if it is not. */
  double runningS() {
    return sight.controllerS(Visibility.Controller.RUNNING);
  }

  /** Whether a controller had enough time to set the device. */
  boolean answers(Device device) {
    return sight.reachableS(device) > latencyS();
  }

  /** Whether the public grid feeds the site's bus. */
  boolean connected() {
    return truth.connected();
  }

  /** Charging setpoint of the car's charger, W; below its minimum the charger does nothing. */
  double evW() {
    return standing.evW() < devices().ev().minW() ? 0 : standing.evW();
  }

  /** The servers' budget in force, W. */
  double computeW() {
    double budgetW = standing.computeW();
    return Double.isNaN(budgetW) ? devices().compute().minW() : budgetW;
  }

  /** The PV limit in force, W. */
  double pvW() {
    return (standing.pvLimited() ? standing.pvShare() : 1) * devices().pvRatedW();
  }

  /** Whether the grid operator's limits apply: the contact is closed or unknown. */
  boolean dimmed() {
    return truth.environment().contactClosed()
        || sight.durationS(Visibility.Point.CONTACT, Visibility.Shown.NOT) > 0;
  }

  /** The strictest of all import limits in force, W. */
  double importLimitW() {
    double own =
        Math.min(envelope.limits().importW(), orders.limitW(StandingOrders.Kind.IMPORT_LIMIT));
    return dimmed() ? Math.min(own, envelope.limits().contactImportW()) : own;
  }

  /** The strictest of all export limits in force, W. */
  double exportLimitW() {
    double own =
        Math.min(envelope.limits().exportW(), orders.limitW(StandingOrders.Kind.EXPORT_LIMIT));
    return dimmed() ? Math.min(own, envelope.limits().contactExportW()) : own;
  }

  /** The strictest of all reserves for outages in force, percent. */
  double reservePct() {
    return Math.max(envelope.reservePct(), orders.reservePct().orElse(0));
  }
}
