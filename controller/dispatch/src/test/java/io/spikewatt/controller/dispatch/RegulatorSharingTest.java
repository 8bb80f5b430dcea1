package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.dispatch.RegulatorSharing.Offer;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegulatorSharingTest {

  private int second;

  @Test
  void littlePowerIsTakenByTheOneThatLosesLeast() {
    RegulatorSharing regulatorSharing = new RegulatorSharing(2, 1);
    List<Offer> offers = List.of(new Offer(5000, 0.6, 0.92), new Offer(5000, 0.6, 0.96));
    assertArrayEquals(new double[] {0, 800}, hold(regulatorSharing, 800, offers, 5), 0);
  }

  @Test
  void muchPowerIsSharedByWhatTheyHold() {
    RegulatorSharing regulatorSharing = new RegulatorSharing(2, 1);
    List<Offer> offers = List.of(new Offer(5000, 0.8, 0.95), new Offer(5000, 0.4, 0.95));
    assertArrayEquals(new double[] {4000, 2000}, hold(regulatorSharing, 6000, offers, 60), 1);
  }

  @Test
  void theSecondIsCalledSoonAndLetGoLate() {
    RegulatorSharing regulatorSharing = new RegulatorSharing(2, 1);
    List<Offer> offers = List.of(new Offer(5000, 0.6, 0.95), new Offer(5000, 0.6, 0.95));
    assertEquals(0, hold(regulatorSharing, 3900, offers, 60)[1], 0);
    assertEquals(2050, hold(regulatorSharing, 4100, offers, 60)[1], 1);
    assertEquals(1500, hold(regulatorSharing, 3000, offers, 600)[1], 1, "still in between");
    assertTrue(hold(regulatorSharing, 2000, offers, 50)[1] > 900, "not yet");
    assertEquals(0, hold(regulatorSharing, 2000, offers, 60)[1], 0);
  }

  @Test
  void whatOneCannotTakeIsMovedAtOnce() {
    RegulatorSharing regulatorSharing = new RegulatorSharing(2, 1);
    List<Offer> both = List.of(new Offer(5000, 0.6, 0.96), new Offer(5000, 0.6, 0.92));
    hold(regulatorSharing, 3000, both, 60);
    List<Offer> firstLost = List.of(new Offer(0, 0.6, 0.96), new Offer(5000, 0.6, 0.92));
    assertArrayEquals(new double[] {0, 3000}, hold(regulatorSharing, 3000, firstLost, 1), 0);
    assertArrayEquals(
        new double[] {4500, 4500}, hold(new RegulatorSharing(2, 1), 9000, both, 1), 1e-9);
  }

  @Test
  void oneThatIsNearlyEmptyIsSparedAndNothingGoesToAndFro() {
    RegulatorSharing regulatorSharing = new RegulatorSharing(2, 1);
    double[] held = {0.6, 0.6};
    double before = 0;
    int turns = 0;
    double direction = 0;
    for (int i = 0; i < 6 * 3600; i++) {
      double[] watts =
          hold(
              regulatorSharing,
              1000 + 50 * (i % 2),
              List.of(new Offer(5000, held[0], 0.95), new Offer(5000, held[1], 0.95)),
              1);
      held[0] -= watts[0] / 3.6e7;
      held[1] -= watts[1] / 3.6e7;
      double share = watts[0] / (watts[0] + watts[1]);
      if (Math.abs(share - before) > 1e-9) {
        turns += (share - before) * direction < 0 ? 1 : 0;
        direction = share - before;
      }
      before = share;
    }
    assertTrue(held[0] > 0.1 && held[1] > 0.1, held[0] + ", " + held[1]);
    assertTrue(turns <= 6, turns + " times to and fro");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whateverIsAskedItIsGivenIfItCanBeAndNobodyIsAskedForTooMuch(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int size = 1 + random.nextInt(5);
    RegulatorSharing regulatorSharing = new RegulatorSharing(size, 1);
    for (int i = 0; i < 500; i++) {
      List<Offer> offers = new ArrayList<>();
      double most = 0;
      for (int k = 0; k < size; k++) {
        double watts = random.nextInt(4) == 0 ? 0 : 5000 * random.nextDouble();
        offers.add(new Offer(watts, random.nextDouble(), 0.8 + 0.2 * random.nextDouble()));
        most += watts;
      }
      double asked = random.nextInt(5) == 0 ? 0 : 20_000 * random.nextDouble();
      double[] watts = hold(regulatorSharing, asked, offers, 1);
      double sum = 0;
      for (int k = 0; k < size; k++) {
        assertTrue(watts[k] >= 0 && watts[k] <= offers.get(k).mostW() + 1e-9, "of " + k);
        sum += watts[k];
      }
      assertEquals(Math.min(asked, most), sum, 1e-6);
    }
  }

  private double[] hold(
      RegulatorSharing regulatorSharing, double watts, List<Offer> offers, int seconds) {
    double[] last = {};
    for (int i = 0; i < seconds; i++) {
      second++;
      last =
          regulatorSharing.split(
              watts,
              offers,
              new Moment(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second)));
    }
    return last;
  }
}
