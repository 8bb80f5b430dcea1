package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;

/**
 * How one battery is brought to the power that it is wanted to have. A slow one is asked for more
 * than that for a moment, as far as its model, with all commands on their way, says that it will
 * not go past it, and only as long as it has been moving as its model says; and its small error at
 * rest is taken out.
 */
final class LeadCompensator {

  /** How much of the way to a setpoint that would arrive in one cycle is taken. */
  private static final double BOLDNESS = 0.7;

  /** A setpoint never asks for more than this times the change that is wanted. */
  private static final double MOST_LEAD = 2.5;

  /** Closer than this to what is wanted nothing is hurried, of the rated power. */
  private static final double NEAR = 0.01;

  /** A setpoint is written so long after it was decided, about, of the cycle. */
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

  /** Forgets what it has learnt, of one that does not do what it is asked. */
  void forget() {
    modelFit.reset();
    trim.reset();
  }

  /**
   * The setpoint that brings it to {@code wantedW}, before the device's limits.
   *
   * @param calm 1 = as quick as can be, 0 = no quicker than the device is by itself
   */
  double setpoint(double wantedW, Estimate.Known measured, double calm, Moment now) {
    double lead = 1 + (mostLead - 1) * modelFit.share() * calm;
    double lackW = wantedW - expected(measured, acts(now));
    double hurriedW = lackW - Math.clamp(lackW, -nearW, nearW);
    return trim.apply(wantedW) + (lead - 1) * hurriedW;
  }

  /** When a setpoint that is decided now begins to act. */
  Moment acts(Moment now) {
    return written(now).plus(seconds(deviceResponse.deadS()));
  }

  /** The middle of what a setpoint that is decided now brings about. */
  Moment answers(Moment now) {
    return acts(now).plus(seconds(deviceResponse.lagS() + cycleS / 2));
  }

  /** The power that it will have by the commands that are on their way, W. */
  double expected(Estimate.Known measured, Moment at) {
    return deviceResponse.at(measured, at);
  }

  /** Remembers what is asked for. */
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
