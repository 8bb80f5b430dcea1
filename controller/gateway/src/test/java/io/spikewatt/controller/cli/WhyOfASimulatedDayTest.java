package io.spikewatt.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.CostOfActionProgram;
import io.spikewatt.controller.fixture.SunnySite;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.plan.ActionCosts;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyOfASimulatedDayTest {

  @TempDir static Path directory;

  private static SunnySite site;

  /** By the start of the slot that it was made in. */
  private static final Map<Instant, Plan> PLANS = new HashMap<>();

  @BeforeAll
  static void aDayPasses() throws Exception {
    site = new SunnySite(directory);
    Instant end = SunnySite.START.plus(Duration.ofDays(1));
    while (site.now().isBefore(end)) {
      site.cycle();
      site.plan().ifPresent(plan -> PLANS.put(QuarterHour.startOf(site.now()), plan));
    }
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @Test
  void everySlotHasAnAnswer() throws Exception {
    for (int slot = 0; slot < QuarterHour.PER_DAY; slot++) {
      Instant at = SunnySite.START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      String answer = site.why(at.toString());
      JsonTree tree = JsonTree.of(answer);
      JsonTree decision = tree.find("decision").orElseThrow();
      assertEquals(at.toString(), tree.text("slot"));
      assertEquals("auto", decision.text("mode"), answer);
      List<String> told =
          List.of("doing", "setpoints", "gridW", "loadW", "pvW", "batteryW", "socPct");
      assertTrue(decision.fields().keySet().containsAll(told), answer);
      told = List.of("loadForecastW", "sourceForecastW", "prices", "plan", "costs");
      assertTrue(decision.fields().keySet().containsAll(told), answer);
    }
  }

  /** Each action's cost, as a share of the bill that the plan expects of its horizon. */
  @Test
  void aLinearProgramFindsTheSameCostsOf20Slots() throws Exception {
    double worst = 0;
    double worstDifference = 0;
    for (int sample = 0; sample < 20; sample++) {
      int slot = sample * QuarterHour.PER_DAY / 20 + sample % 3;
      Instant start = SunnySite.START.plus(QuarterHour.LENGTH.multipliedBy(slot));
      JsonTree answer = JsonTree.of(site.why(start.toString()));
      JsonTree decision = answer.find("decision").orElseThrow();
      JsonTree band = decision.find("loadForecastW").orElseThrow();
      assertEquals(band.number("p10"), band.number("p90"), 5, "the forecast has to be certain");
      Plan plan = Objects.requireNonNull(PLANS.get(start));
      JsonTree costs = decision.find("costs").orElseThrow();
      CostOfActionProgram program = program(plan, answer, costs.number("netW"));
      double idle = program.cost(0) - costs.find("idle").orElseThrow().number("cost");
      for (String action : List.of("chosen", "charge", "idle", "discharge")) {
        JsonTree told = costs.find(action).orElseThrow();
        double gap = program.cost(told.number("powerW") / 1000) - told.number("cost");
        worst = Math.max(worst, Math.abs(gap) / plan.expectedCost());
        worstDifference = Math.max(worstDifference, Math.abs(gap - idle));
      }
    }
    assertTrue(worst < 0.02, "the worst cost is off by " + 100 * worst + " % of the bill");
    assertTrue(worstDifference < 0.01, "a difference to idle is off by " + worstDifference);
  }

  private static CostOfActionProgram program(Plan plan, JsonTree answer, double netW) {
    Instant at = Instant.parse(answer.text("at"));
    int slots = plan.slots();
    double[] hours = new double[slots];
    double[] netKw = new double[slots];
    double[] pvKw = new double[slots];
    Arrays.fill(hours, 0.25);
    hours[0] = Duration.between(at, plan.start(1)).toMillis() / 3_600_000.0;
    Arrays.setAll(pvKw, k -> plan.schedule().pvW()[k] / 1000);
    Arrays.setAll(netKw, k -> plan.schedule().loadW()[k] / 1000 - pvKw[k]);
    netKw[0] = netW / 1000;
    double socPct =
        answer
            .find("decision")
            .orElseThrow()
            .find("socPct")
            .orElseThrow()
            .items()
            .getFirst()
            .number("value");
    return new CostOfActionProgram(
        SunnySite.BATTERY,
        hours,
        netKw,
        pvKw,
        plan.schedule().importPerKwh(),
        plan.schedule().exportPerKwh(),
        SunnySite.CAPACITY_KWH * socPct / 100,
        kwh -> endCost(plan, kwh));
  }

  /** What the plan takes energy at its end to be worth: given, as prices are. */
  private static double endCost(Plan plan, double kwh) {
    return plan.actionCosts()
        .orElseThrow()
        .of(
            0,
            new ActionCosts.Situation(
                plan.start(plan.slots() - 1),
                0,
                0,
                Map.of(AssetSeries.BATTERY, 100 * kwh / SunnySite.CAPACITY_KWH),
                Map.of()));
  }
}
