package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans keep the comfort band of random days on which a thermostat keeps it. */
class HeatBandTest {

  /** Days that are planned: the first, and later ones of which a plan once left the band. */
  private static final long[] DAYS =
      LongStream.concat(LongStream.rangeClosed(1, 30), LongStream.of(74, 87, 182, 278)).toArray();

  /** Pumps that cannot make any heat in any slot, so that they lead between levels. */
  private static final List<RandomHeatDay.Pump> WITH_RUNS =
      List.of(RandomHeatDay.Pump.MODULATING_FROM_30_PCT, RandomHeatDay.Pump.SG_READY);

  /** Part of the band that grid levels may miss. */
  private static final double SMALL = 0.005;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlanKeepsTheBandThatAThermostatKeeps(boolean battery) {
    List<String> left = new ArrayList<>();
    int kept = 0;
    for (RandomHeatDay.Pump pump : WITH_RUNS) {
      for (long seed : DAYS) {
        RandomHeatDay day = new RandomHeatDay(seed, battery, pump, OptionalDouble.empty());
        if (day.outsideShare(day.thermostatW()) > 0) {
          continue;
        }
        kept++;
        Plan plan = Days.made(new Planner(day.model, 1).plan(day.request));
        double share = day.outsideShare(plan.schedule().asset("pump1").orElseThrow().powerW());
        if (share > SMALL) {
          left.add("%s %d by %.1f %%".formatted(pump, seed, 100 * share));
        }
      }
    }
    assertTrue(kept > DAYS.length, "days on which a thermostat keeps the band: " + kept);
    assertEquals(List.of(), left);
  }
}
