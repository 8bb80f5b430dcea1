package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * Brings one battery to its wanted power. A slow battery gets a larger setpoint for a moment, as
 * far as its model predicts no overshoot, and only while it moves as the model says. Removes the
 * small steady-state error.
 */
final class LeadCompensator {

  /** Share of the step to an arrival within one cycle that is taken. */
  private static final double BOLDNESS = 0.7;

  /** Largest ratio of the setpoint's step to the wanted change. */
  private static final double MOST_LEAD = 2.5;

  /** Error below which no lead is applied, of the rated power. */
  private static final double NEAR = 0.01;

  /** Approximate delay from decision to write, of the cycle. */
  private static final double WRITTEN_AFTER = 0.02;

  final DeviceResponse deviceResponse;
  private final ModelFit modelFit;
  private final Trim trim;
  private final double nearW;
  private final double mostLead;
  private final double cycleS;

  /**
   * @param ratedW largest power, W
   * @param cycleS period of the control cycle, s
   */
  LeadCompensator(DeviceResponse deviceResponse, double ratedW, double cycleS) {
    this.deviceResponse = deviceResponse;
    this.nearW = Math.max(20, NEAR * ratedW);
    this.modelFit = new ModelFit(ratedW, nearW / 2);
    this.trim = new Trim(ratedW);
    this.cycleS = cycleS;
    double inOneCycle = 1 / deviceResponse.doneAfter(cycleS);
    this.mostLead = Math.min(MOST_LEAD, 1 + BOLDNESS * (inOneCycle - 1));
  }

  /** Learns from a reading; call it before the cycle's setpoint. */
  void see(Estimate.Known measured) {
    modelFit.update(measured, deviceResponse.model(measured.at()));
    if (deviceResponse.restsAt(measured.at(), nearW)) {
      trim.learn(deviceResponse.model(measured.at()), measured.value(), cycleS);
    }
  }

  /** Discards the learned model and offset, for a battery that does not follow its setpoint. */
  void forget() {
    modelFit.reset();
    trim.reset();
  }

  /**
   * The setpoint that reaches {@code wantedW}, before the device's limits.
   *
   * @param calm 1 = full lead, 0 = no lead
   */
  double setpoint(double wantedW, Estimate.Known measured, double calm, Moment now) {
    double lead = 1 + (mostLead - 1) * modelFit.share() * calm;
    double lackW = wantedW - expected(measured, acts(now));
    double hurriedW = lackW - Math.clamp(lackW, -nearW, nearW);
    return trim.apply(wantedW) + (lead - 1) * hurriedW;
  }

  /** When a setpoint decided now begins to act. */
  Moment acts(Moment now) {
    return written(now).plus(seconds(deviceResponse.deadS()));
  }

  /** The middle of the effect of a setpoint decided now. */
  Moment answers(Moment now) {
    return acts(now).plus(seconds(deviceResponse.lagS() + cycleS / 2));
  }

  /** Expected power after the setpoints already sent, W. */
  double expected(Estimate.Known measured, Moment at) {
    return deviceResponse.at(measured, at);
  }

  /** Records the setpoint that was sent. */
  void asked(double watts, double before, Moment now) {
    deviceResponse.command(watts, before, written(now));
  }

  private Moment written(Moment now) {
    return now.plus(seconds(WRITTEN_AFTER * cycleS));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
