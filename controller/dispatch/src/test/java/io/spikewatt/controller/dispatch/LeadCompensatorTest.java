package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One battery of 5 kW, read and asked once a second, in steps of 50 ms. */
class LeadCompensatorTest {

  private static final double RATED_W = 5000;

  @ParameterizedTest
  @CsvSource({"0.6, 2.8, 0.97", "1.6, 3.8, 0.97", "1.6, 14.2, 0.6", "0.2, 30, 0.6"})
  void aDeviceThatMovesAsItsProfileSaysIsBroughtThereSoonerAndNotPastIt(
      double deadS, double settlingS, double ofItsOwnTime) {
    Bench hurried = new Bench(deadS, settlingS, deadS, settlingS, 1);
    Bench calm = new Bench(deadS, settlingS, deadS, settlingS, 0);
    hurried.getToKnow();
    calm.getToKnow();
    double own = calm.areaOfStep(0, 2000);
    double led = hurried.areaOfStep(0, 2000);
    assertTrue(led < ofItsOwnTime * own, led + " of " + own + " Ws");
    assertTrue(hurried.highest <= 2000 * 1.03, "goes to " + hurried.highest);
    assertTrue(calm.highest <= 2000 * 1.001, "goes to " + calm.highest);
  }

  /** Whatever the device really is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aDeviceThatIsNotWhatItsProfileSaysIsNotHurriedIntoOvershoot(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < 20; i++) {
      double deadS = 0.2 + 2 * random.nextDouble();
      double settlingS = deadS + 1 + 14 * random.nextDouble();
      double realDeadS = 0.2 + 2 * random.nextDouble();
      double realSettlingS = realDeadS + 1 + 14 * random.nextDouble();
      Bench bench = new Bench(deadS, settlingS, realDeadS, realSettlingS, 1);
      bench.getToKnow();
      bench.areaOfStep(0, 2000);
      String what = deadS + "/" + settlingS + " is " + realDeadS + "/" + realSettlingS;
      assertTrue(bench.highest <= 2000 * 1.15, what + " goes to " + bench.highest);
      assertEquals(2000, bench.power, 20, what);
    }
  }

  @Test
  void anErrorOfThePowerStageAndOfItsMeterIsTakenOut() {
    Bench bench = new Bench(1.6, 3.8, 1.6, 3.8, 1);
    bench.offsetW = 12;
    bench.run(1500, 300);
    assertEquals(1500, bench.watts(), 0.5);
  }

  @Test
  void thePastOfOneThatHasJustBeenStartedIsNotGuessed() {
    Bench bench = new Bench(1.6, 14.2, 1.6, 14.2, 1);
    bench.areaOfStep(0, 2000);
    assertTrue(bench.highest <= 2001, "it is not hurried before it is known: " + bench.highest);
  }

  private static final class Bench {
    private static final double DT = 0.05;
    private final LeadCompensator drive;
    private final double realDeadS;
    private final double tauS;
    private final double calm;
    private final ArrayDeque<double[]> coming = new ArrayDeque<>();
    private double target;
    private long step;
    private double power;
    private double offsetW;
    private double highest;
    private double area;

    Bench(double deadS, double settlingS, double realDeadS, double realSettlingS, double calm) {
      this.drive =
          new LeadCompensator(
              new DeviceResponse(
                  new DeviceProfile.Response(
                      Duration.ofMillis((long) (1000 * deadS)),
                      Duration.ofMillis((long) (1000 * settlingS)))),
              RATED_W,
              1);
      this.realDeadS = realDeadS;
      this.tauS = (realSettlingS - realDeadS) / 3;
      this.calm = calm;
    }

    /** Steps that show how it moves. */
    void getToKnow() {
      for (int i = 0; i < 12; i++) {
        run(i % 2 == 0 ? 1500 : -1500, 60);
      }
    }

    /** Energy that a step lacks, Ws. */
    double areaOfStep(double from, double to) {
      run(from, 90);
      highest = from;
      area = 0;
      run(to, 90);
      return area;
    }

    double watts() {
      return power + (Math.abs(power) < 1 ? 0 : offsetW);
    }

    void run(double wantedW, int seconds) {
      for (int i = 0; i < seconds * 20; i++, step++) {
        double now = step * DT;
        if (step % 20 == 0) {
          Moment at = new Moment(step * 50_000_000L, Instant.EPOCH.plusMillis(step * 50));
          Estimate.Known read = new Estimate.Known(watts(), Estimate.How.MEASURED, at);
          drive.see(read);
          double asked = Math.clamp(drive.setpoint(wantedW, read, calm, at), -RATED_W, RATED_W);
          drive.asked(asked, read.value(), at);
          coming.addLast(new double[] {now + realDeadS, asked});
        }
        while (!coming.isEmpty() && coming.getFirst()[0] <= now + 1e-9) {
          target = coming.removeFirst()[1];
        }
        power = target + (power - target) * Math.exp(-DT / tauS);
        highest = Math.max(highest, power);
        area += Math.abs(wantedW - power) * DT;
      }
    }
  }
}
