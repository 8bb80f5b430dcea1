/**
 * A plain PI controller on the meter, without wind-up. Tuned by SIMC for a dead time and a lag of
 * first order: gain T / (c + D), integral time min(T, 4 (c + D)), where D is the battery's dead time
 * with the quarter of a second until it is written and half a second that a setpoint stands on
 * average, T its time constant, and c the wished time constant of the loop. SIMC's own c = D; here
 * {@link Tuning} looks for the one that does best on this very device.
 */
final class PiLoop implements Rival {

  private final double gain;
  private final double integralS;
  private double setpointW;
  private double before;

  PiLoop(double deadS, double settlingS, double wishedOverD) {
    double dead = deadS + 0.25 + 0.5;
    double lag = (settlingS - deadS) / 3;
    double wished = wishedOverD * dead;
    this.gain = lag / (wished + dead);
    this.integralS = Math.min(lag, 4 * (wished + dead));
  }

  @Override
  public Command decide(Reading reading) {
    if (reading.meterW().isPresent()) {
      double error = reading.meterW().getAsDouble();
      double asked = setpointW + gain * (error - before) + gain / integralS * error;
      setpointW = Math.clamp(asked, -Rig.BATTERY_W, Rig.BATTERY_W);
      before = error;
    }
    return new Command(setpointW, Rig.PV_W);
  }
}
