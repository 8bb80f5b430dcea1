package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FirstHourTest {

  private static final Instant ORIGIN = Instant.parse("2026-06-15T10:00:00Z");
  private static final Forecast MADE = made(8);

  private static Forecast made(int slots) {
    double[] values = new double[slots];
    Arrays.fill(values, 1_000);
    return new Forecast(ORIGIN, Duration.ofMinutes(15), values, values, values, values, "blend-1");
  }

  /** 100, 200 and 300 W; the halves of the last window keep its mean. */
  private static Nowcast nowcast(int minute, String model) {
    double[] p50 = {100, 200, 300};
    double[] p10 = {50, 100, 150};
    double[] p90 = {150, 300, 450};
    return new Nowcast(ORIGIN.plus(Duration.ofMinutes(minute)), p10, p50, p90, p50, model);
  }

  private static double[] means(int minute, String model) {
    return FirstHour.of(MADE, nowcast(minute, model)).mean();
  }

  @Test
  void atASlotsStartALearntNowcastIsTheFirstFourSlots() {
    Forecast forecast = FirstHour.of(MADE, nowcast(0, NowcastModel.ID));
    double[] mean = forecast.mean();
    assertArrayEquals(new double[] {100, 200}, Arrays.copyOf(mean, 2));
    assertEquals(300, (mean[2] + mean[3]) / 2, 1e-9);
    assertArrayEquals(Arrays.copyOfRange(MADE.mean(), 4, 8), Arrays.copyOfRange(mean, 4, 8));
    assertEquals(50, forecast.p10()[0]);
    assertEquals(300, forecast.p90()[1]);
    assertEquals("nowcast-graded-spikes/1 then blend-1", forecast.model());
    assertEquals(1_000, MADE.mean()[0], "what was forecast is left as it was");
  }

  @Test
  void withinASlotTheRestOfItIsTheNowcastsAndLaterOnesShareTwoOfItsQuarterHours() {
    double[] mean = means(5, NowcastModel.ID);
    assertEquals(100, mean[0], "what is left of the running slot");
    assertEquals((5 * 100 + 10 * 200) / 15.0, mean[1], 1e-9);
    double fourth = FirstHour.of(MADE, nowcast(0, NowcastModel.ID)).mean()[3];
    assertEquals((5 * fourth + 10 * 1_000) / 15, mean[4], 1e-9);
    assertEquals(1_000, mean[5]);
    assertEquals(100, means(20, NowcastModel.ID)[1], "of a forecast of the slot before");
  }

  @Test
  void oneThatCarriesTheLastMinutesOnChangesNothing() {
    assertSame(MADE, FirstHour.of(MADE, nowcast(0, "nowcast-persistence/1")));
  }

  @Test
  void whatIsOldTooLateOrNoNumberChangesNothing() {
    assertSame(MADE, FirstHour.of(MADE, nowcast(-2, NowcastModel.ID)));
    assertSame(MADE, FirstHour.of(MADE, nowcast(60, NowcastModel.ID)), "beyond its end");
    double[] none = {Double.NaN, 1, 1};
    double[] some = {1, 1, 1};
    assertSame(
        MADE, FirstHour.of(MADE, new Nowcast(ORIGIN, some, some, some, none, NowcastModel.ID)));
    double[] low = {2, 1, 1};
    assertSame(
        MADE, FirstHour.of(MADE, new Nowcast(ORIGIN, low, some, some, some, NowcastModel.ID)));
  }
}
