package io.spikewatt.controller.setpoint;

/** Action of a device. */
public enum Action {
  CHARGE,
  DISCHARGE,
  REST,
  /** Draws no more than a budget. */
  CONSUME,
  /** Produces no more than a bound. */
  PRODUCE,
  SHED,
  RESTORE,
  RUN,
  STOP,
  SEPARATE,
  CONNECT,
  /** Decides by itself within its requested state. */
  DECIDE;

  /** Action of a battery at a power. {@code watts}: into the site bus. */
  public static Action ofBattery(double watts) {
    return watts > 0 ? DISCHARGE : watts < 0 ? CHARGE : REST;
  }
}
