package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A battery that goes up and down, and a load that does not care. */
class MeterLagTest {

  private final MeterLag lag = new MeterLag(50);
  private final Random random = new Random(1);
  private int second;
  private double batteryW;
  private double shownBatteryW;
  private double loadW = 1000;
  private double netW;
  private boolean measures = true;

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 3, 6})
  void aMeterThatIsBehindIsFoundOutAndItsEchoIsGone(double tauS) {
    run(600, tauS, 0, false);
    assertEquals(tauS, lag.seconds(), 0.5 * tauS);
    batteryW = 0;
    run(60, tauS, 0, false);
    assertEquals(1000, netW, 30);
  }

  @Test
  void aMeterThatIsNotBehindIsLeftAlone() {
    run(3600, 0, 30, true);
    assertEquals(0, lag.seconds(), 0);
  }

  @Test
  void aMeterThatIsReplacedIsFoundOutToo() {
    run(600, 2, 0, false);
    run(1200, 0, 0, false);
    assertEquals(0, lag.seconds(), 0);
  }

  /** As the sun makes one; the battery follows what it is told of it. */
  @Test
  void aRampThatABatteryFollowsIsNoLag() {
    for (int i = 0; i < 600; i++) {
      boolean up = i / 12 % 4 == 0;
      boolean down = i / 12 % 4 == 2;
      loadW += up ? 400 : down ? -400 : 0;
      batteryW += 0.5 * (netW - batteryW);
      see(loadW + 8 * random.nextGaussian() - batteryW);
      assertEquals(0, lag.seconds(), 0, "after " + i + " s");
    }
  }

  /** Its answers are late: its model tells what it does by now, and is wrong by 2 s. */
  @Test
  void whatIsNotMeasuredIsNoEvidence() {
    double behindW = 0;
    for (int i = 0; i < 600; i++) {
      double target = i / 20 % 2 == 0 ? 2000 : -1000;
      behindW += (batteryW - behindW) * 0.4;
      batteryW += (target - batteryW) * 0.3;
      see(loadW - behindW, new MeterLag.Devices(batteryW, Set.of("battery1"), (second & 1) == 0));
      assertEquals(0, lag.seconds(), 0, "after " + i + " s");
    }
  }

  @Test
  void aDeviceThatIsNotKnownForACycleHasNotStopped() {
    for (int i = 0; i < 600; i++) {
      double target = i / 20 % 2 == 0 ? 2000 : -1000;
      batteryW += (target - batteryW) * 0.3;
      boolean known = i % 2 == 0;
      see(loadW - batteryW, known ? measured(batteryW) : new MeterLag.Devices(0, Set.of(), true));
      assertEquals(0, lag.seconds(), 0, "after " + i + " s");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3})
  void aLagThatIsKnownCountsForWhatIsNotMeasuredToo(double tauS) {
    run(600, tauS, 0, false);
    double known = lag.seconds();
    measures = false;
    run(100, tauS, 0, false);
    assertEquals(known, lag.seconds(), 0);
    assertEquals(1000, netW, 30);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 3})
  void aLookBetweenTwoReadingsIsSeenTheSameAndChangesNothing(double tauS) {
    MeterLag other = lagAfter(600, tauS, false);
    MeterLag looked = lagAfter(600, tauS, true);
    Moment at = new Moment(600_500_000_000L, Instant.EPOCH);
    double seen = looked.glimpsedW(500, at);
    assertEquals(seen, looked.glimpsedW(500, at), 0);
    assertEquals(other.seconds(), looked.seconds(), 0);
    assertEquals(other.seenW(1000, measured(500), at), seen, 1e-9, "as a reading would have been");
  }

  private static MeterLag lagAfter(int seconds, double tauS, boolean looks) {
    MeterLag lag = new MeterLag(50);
    double battery = 0;
    double shown = 0;
    for (int i = 1; i <= seconds; i++) {
      double before = battery;
      battery += ((i / 20 % 2 == 0 ? 2000 : -1000) - battery) * 0.3;
      shown =
          tauS == 0
              ? battery
              : battery
                  - (battery - before) * tauS
                  + (shown - before + (battery - before) * tauS) * Math.exp(-1 / tauS);
      double _ =
          lag.seenW(1000 - shown, measured(battery), new Moment(i * 1_000_000_000L, Instant.EPOCH));
      if (looks) {
        double _ =
            lag.glimpsedW(-5000, new Moment(i * 1_000_000_000L + 500_000_000L, Instant.EPOCH));
      }
    }
    return lag;
  }

  private static MeterLag.Devices measured(double watts) {
    return new MeterLag.Devices(watts, Set.of("battery1"), true);
  }

  private void see(double meterW) {
    see(meterW, new MeterLag.Devices(batteryW, Set.of("battery1"), measures));
  }

  private void see(double meterW, MeterLag.Devices devices) {
    second++;
    Moment at = new Moment(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
    netW = meterW + lag.seenW(meterW, devices, at);
  }

  private void run(int seconds, double tauS, double noiseW, boolean switches) {
    for (int i = 0; i < seconds; i++) {
      double target = second / 20 % 2 == 0 ? 2000 : -1000;
      double before = batteryW;
      batteryW += (target - batteryW) * 0.3;
      if (switches && random.nextInt(15) == 0) {
        loadW = 300 + 3000 * random.nextDouble();
      }
      double slope = batteryW - before;
      shownBatteryW =
          tauS == 0
              ? batteryW
              : batteryW
                  - slope * tauS
                  + (shownBatteryW - before + slope * tauS) * Math.exp(-1 / tauS);
      see(loadW - shownBatteryW + noiseW * random.nextGaussian());
    }
  }
}
