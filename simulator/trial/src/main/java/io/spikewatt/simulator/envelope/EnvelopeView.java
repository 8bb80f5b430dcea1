package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;

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
    ViolationListener violationListener) {

  void violated(
      EnvelopeRule envelopeRule, Device device, double value, double bound, String reason) {
    violationListener.violated(envelopeRule, device, value, bound, reason);
  }

  /** Whether a controller had enough time to set the device. */
  boolean answers(Device device) {
    return sight.reachableS(device) > envelope.latencyS();
  }

  /** Whether the public grid feeds the site's bus. */
  boolean connected() {
    return truth.connected();
  }

  /** Charging setpoint of the car's charger, W; below its minimum the charger does nothing. */
  double evW() {
    return standing.evW() < envelope.devices().ev().minW() ? 0 : standing.evW();
  }

  /** The servers' budget in force, W. */
  double computeW() {
    return Double.isNaN(standing.computeW())
        ? envelope.devices().compute().minW()
        : standing.computeW();
  }

  /** The PV limit in force, W. */
  double pvW() {
    return standing.pvLimited()
        ? standing.pvShare() * envelope.devices().pvRatedW()
        : envelope.devices().pvRatedW();
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
