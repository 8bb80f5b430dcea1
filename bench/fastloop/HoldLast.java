/**
 * The usual home-made controller: adds the meter reading to the last setpoint, then holds it until
 * the battery has settled and the next reading is true again. Knows no limits but the battery's.
 */
final class HoldLast implements Rival {

  private final double holdS;
  private double setpointW;
  private double next;

  HoldLast(double settlingS) {
    this.holdS = settlingS;
  }

  @Override
  public Command decide(Reading reading) {
    if (reading.meterW().isPresent() && reading.at() >= next) {
      double asked = setpointW + reading.meterW().getAsDouble();
      setpointW = Math.clamp(asked, -Rig.BATTERY_W, Rig.BATTERY_W);
      next = reading.at() + holdS;
    }
    return new Command(setpointW, Rig.PV_W);
  }
}
