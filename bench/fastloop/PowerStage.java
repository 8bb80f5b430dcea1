import java.util.ArrayDeque;

/**
 * A power stage: nothing for the dead time, then an approach that is within 5 % after the settling
 * time. Its power deviates a little from its setpoint, and its own meter a little from its power.
 */
final class PowerStage {

  /** How the power goes to its new value after the dead time. */
  enum Shape {
    /** Exponentially. */
    LAG,
    /** In a straight line, whose slope makes a step of half the rating last the settling time. */
    RAMP
  }

  /** Power beyond the setpoint while it is not 0, W into the bus. */
  private static final double OFFSET_W = 6;

  /** Reading of its own meter over its power. */
  private static final double SHOWN = 1.01;

  private record Command(double at, double watts) {}

  final double deadS;
  final double settlingS;
  private final Shape shape;
  private final double ratedW;
  private final ArrayDeque<Command> coming = new ArrayDeque<>();
  private double target;
  private double power;

  PowerStage(double deadS, double settlingS, double ratedW, Shape shape) {
    this.deadS = deadS;
    this.settlingS = settlingS;
    this.ratedW = ratedW;
    this.shape = shape;
  }

  /** Starts from here, settled. */
  void force(double watts) {
    coming.clear();
    target = watts;
    power = watts;
  }

  void command(double watts, double now) {
    coming.addLast(new Command(now + deadS, watts));
  }

  void step(double now, double dt) {
    while (!coming.isEmpty() && coming.getFirst().at <= now + 1e-9) {
      target = coming.removeFirst().watts;
    }
    power =
        switch (shape) {
          case LAG -> target + (power - target) * Math.exp(-3 * dt / (settlingS - deadS));
          case RAMP -> {
            double most = 0.95 * ratedW / 2 / (settlingS - deadS) * dt;
            yield power + Math.clamp(target - power, -most, most);
          }
        };
  }

  /** Power that really flows, W into the bus. */
  double watts() {
    return Math.abs(power) < 1 ? 0 : power + OFFSET_W;
  }

  /** The same without the error of the power stage, for a limit. */
  double exactWatts() {
    return power;
  }

  double shownWatts() {
    return SHOWN * watts();
  }
}
