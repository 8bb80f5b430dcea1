import java.util.OptionalDouble;
import java.util.function.ObjDoubleConsumer;

/**
 * Load, PV and one battery behind one meter, in steps of 50 ms, with a controller on it that reads
 * at the start of each second and writes 250 ms later, the daemon's latest moment. In between the
 * meter alone is looked at three times; what is decided then is written 100 ms later, of which the
 * daemon's wire takes some 10.
 */
final class Rig {

  static final double BATTERY_W = 5000;
  static final double PV_W = 10_000;

  private static final int STEPS = 20;
  private static final double DT = 1.0 / STEPS;
  private static final int WRITTEN_AT = 5;
  private static final int GLANCED_EVERY = 5;
  private static final int WRITTEN_AFTER_GLANCE = 2;

  final PowerStage battery;
  final PowerStage pvLimit;
  private final Rival rival;

  double loadW;
  double sunW;
  double socPct = 50;
  boolean meterSilent;

  /** Time constant of the meter, s; 0 = none. */
  double meterTauS;

  private long step;

  /** Reading of the meter, W; empty before the first step. */
  private OptionalDouble shown = OptionalDouble.empty();

  private Rival.Command command = new Rival.Command(0, PV_W);

  /** Step at which the command is written. */
  private long writtenAt = -1;

  Rig(Rival rival, PowerStage battery, PowerStage pvLimit) {
    this.rival = rival;
    this.battery = battery;
    this.pvLimit = pvLimit;
    pvLimit.force(PV_W);
  }

  double now() {
    return step * DT;
  }

  double pvW() {
    return Math.min(sunW, Math.max(0, pvLimit.exactWatts()));
  }

  double gridW() {
    return loadW - pvW() - battery.watts();
  }

  Rival.Command command() {
    return command;
  }

  /** Runs; {@code watch} receives the power from the grid after every step. */
  void run(double seconds, ObjDoubleConsumer<Rig> watch) {
    long until = step + Math.round(seconds * STEPS);
    while (step < until) {
      int phase = (int) (step % STEPS);
      if (phase == 0) {
        command =
            rival.decide(new Rival.Reading(now(), meterW(), battery.shownWatts(), socPct, pvW()));
        writtenAt = step + WRITTEN_AT;
      }
      if (step == writtenAt) {
        battery.command(Math.clamp(command.batteryW(), -BATTERY_W, BATTERY_W), now());
        pvLimit.command(command.pvLimitW(), now());
      }
      if (phase > 0 && phase % GLANCED_EVERY == 0) {
        rival.glance(now(), meterW()).ifPresent(this::atOnce);
      }
      step++;
      battery.step(now(), DT);
      pvLimit.step(now(), DT);
      double grid = gridW();
      double keeps = meterTauS == 0 ? 0 : Math.exp(-DT / meterTauS);
      shown = OptionalDouble.of(grid + keeps * (shown.orElse(grid) - grid));
      watch.accept(this, grid);
    }
  }

  private void atOnce(Rival.Command better) {
    command = better;
    writtenAt = step + WRITTEN_AFTER_GLANCE;
  }

  private OptionalDouble meterW() {
    return meterSilent
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.rint(shown.orElse(gridW())));
  }
}
