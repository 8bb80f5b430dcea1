package io.spikewatt.controller.compute.agent;

import static io.spikewatt.controller.compute.agent.AgentRun.SAFE_W;
import static io.spikewatt.controller.compute.agent.PlantBox.HOST_W;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.budget.BudgetFinding.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults around an agent, in simulated time, judged by a meter that the agent does not see. The
 * scenarios of drivers, cards and processes are tests of their own (docs/compute.md).
 */
class AgentScenariosTest {

  /** Tolerance of the agent's band, W. */
  private static final double BAND_W = 10;

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return Stream.of(
        scenario("a silent gateway: safe within 10 s", this::silent),
        scenario("a wall clock that jumps changes nothing", this::wallClock),
        scenario("a budget below the floor is reported with the floor", this::belowFloor),
        scenario("a job that ignores stop is held by clock and limit", this::ignoresStop),
        scenario("a job that ignores every means is reported", this::ignoresAll),
        scenario("a cap that does not bind is named", this::nonBinding),
        scenario("a device that enforces another value is named", this::enforcedDiffers),
        scenario("a lost device is reported, the rest goes on", this::lostDevice),
        scenario("a bad payload keeps the old budget until its silence ends", this::badPayloads),
        scenario("NaN, negative and giant budgets are refused", this::wildNumbers),
        scenario("an older budget that arrives late lasts until the next one", this::outOfOrder),
        scenario("a rising budget is followed at the ramp", this::rampUp),
        scenario("a falling budget is followed at the ramp", this::rampDown),
        scenario("a missing draw is reported, and never 0", this::drawMissing),
        scenario("a restart begins safe and keeps the curve", this::restart),
        scenario("means that are missing at the start", this::missingAtStart),
        scenario("a job that starts under a low budget is caught", this::jobStarts),
        scenario("a stopped agent leaves the safe budget", this::stopped),
        scenario("jobs that only run or stop are not started and stopped in turn", this::coarse),
        scenario(
            "a day's budget within 5 % of its energy, its quarter hours 5 min long",
            () -> day(true, 300)),
        scenario(
            "the same without power limits, its quarter hours 150 s long", () -> day(false, 150)));
  }

  private static DynamicTest scenario(String name, Executable run) {
    return DynamicTest.dynamicTest(name, run);
  }

  private Path fresh() throws Exception {
    return Files.createTempDirectory(directory, "agent");
  }

  private void silent() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(700, 61);
    assertEquals(700, box.meterW(), 20, "before");
    // The last budget came with the last of these seconds.
    run.seconds(10);
    assertTrue(box.meterW() <= SAFE_W + BAND_W, "after 10 s: " + box.meterW());
    assertTrue(run.found(Kind.SILENT));
    assertTrue(run.published("state").contains("\"safe\":true"), run.published("state"));
  }

  private void wallClock() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(600, 60);
    for (String wrong : List.of("1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z")) {
      run.wallClock(Instant.parse(wrong));
      run.renewed(600, 12);
      assertEquals(600, box.meterW(), 15, wrong);
      assertFalse(run.found(Kind.SILENT), wrong);
    }
    run.wallClock(Instant.parse("1970-01-01T00:00:00Z"));
    run.seconds(12);
    assertTrue(run.found(Kind.SILENT));
    assertTrue(box.meterW() <= SAFE_W + BAND_W, "safe: " + box.meterW());
  }

  private void belowFloor() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(100, 60);
    double floorW = HOST_W + PlantBox.IDLE_W;
    assertEquals(floorW, box.meterW(), 2);
    assertTrue(run.text(Kind.OVER_BUDGET).contains("160 W is the floor"), "text");
    assertTrue(run.published("state").contains("\"power_limit_w\":100"), run.published("state"));
  }

  private void ignoresStop() throws Exception {
    PlantBox box = new PlantBox();
    box.ignoresAdmission();
    box.work(400);
    AgentRun run =
        new AgentRun(
            box,
            List.of(box.admission(), box.clock()),
            fresh(),
            OptionalDouble.empty(),
            List.of(),
            Optional.empty());
    run.renewed(800, 60).renewed(350, 90);
    assertEquals(0, box.admission().value(), "admission is closed first");
    assertTrue(box.clock().value() < PlantBox.MOST_MHZ, "then the clock is lowered");
    assertEquals(350, box.meterW(), 2 * BAND_W);
  }

  private void ignoresAll() throws Exception {
    PlantBox box = new PlantBox();
    box.ignoresAdmission();
    box.work(400);
    AgentRun run =
        new AgentRun(
            box,
            List.of(box.admission(), box.limit()),
            fresh(),
            OptionalDouble.empty(),
            List.of(),
            Optional.empty());
    run.renewed(800, 60);
    box.enforceAtLeast(PlantBox.MOST_W);
    run.renewed(250, 60);
    assertEquals(500, box.meterW(), 2);
    assertTrue(run.found(Kind.STOP_IGNORED), run.report().findings().toString());
    assertTrue(run.text(Kind.OVER_BUDGET).contains("500 W is the floor"));
  }

  private void nonBinding() throws Exception {
    PlantBox box = new PlantBox();
    box.work(250);
    AgentRun run = new AgentRun(box, fresh()).renewed(800, 60);
    assertFalse(run.found(Kind.NON_BINDING_CAP), "nothing was lowered yet");
    run.renewed(500, 30);
    assertTrue(
        run.text(Kind.NON_BINDING_CAP).contains("gpu0-limit does not bind"),
        run.report().findings().toString());
    assertEquals(350, box.meterW(), 2, "no means is used for nothing");
  }

  private void enforcedDiffers() throws Exception {
    PlantBox box = new PlantBox();
    box.enforceAtLeast(500);
    AgentRun run = new AgentRun(box, fresh()).renewed(400, 60);
    assertTrue(
        run.text(Kind.ENFORCED_DIFFERS).startsWith("gpu0-limit: requested"),
        run.report().findings().toString());
    assertEquals(400, box.meterW(), 2 * BAND_W, "the other means hold the budget");
    assertEquals(600, run.report().decision().enforcedW().orElse(0), 2);
  }

  private void lostDevice() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(600, 60);
    box.lose(true);
    run.renewed(400, 60);
    assertTrue(run.text(Kind.MEANS_FAILED).contains("the GPU is lost"));
    assertTrue(run.found(Kind.DRAW_MISSING));
    assertTrue(box.meterW() <= 400 + BAND_W, "held by admission: " + box.meterW());
    box.lose(false);
    run.renewed(400, 60);
    assertFalse(run.found(Kind.MEANS_FAILED));
    assertEquals(400, box.meterW(), 2 * BAND_W);
  }

  private void badPayloads() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(600, 61);
    List<String> bad =
        List.of(
            "",
            "{",
            "600",
            "[600]",
            "{\"power_limit_w\": \"500\"}",
            "{\"power_limit\": 1}",
            "{\"power_limit_w\": null}",
            "{\"power_limit_w\": 1, \"power_limit_w\": 2}",
            "x".repeat(2000));
    for (String payload : bad) {
      run.raw(payload);
    }
    run.second();
    assertEquals(600, run.report().decision().budgetW());
    assertTrue(run.found(Kind.BUDGET_REFUSED));
    for (int i = 0; i < 9; i++) {
      run.raw(bad.get(i));
      run.second();
    }
    assertTrue(run.found(Kind.SILENT), "bad payloads are no sign of life");
    assertEquals(SAFE_W, run.report().decision().budgetW());
  }

  private void wildNumbers() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(600, 60);
    for (String wild : List.of("NaN", "-1", "1e300", "Infinity", "1000000001")) {
      run.budget(600);
      run.raw("{\"power_limit_w\": " + wild + "}");
      run.second();
      assertEquals(600, run.report().decision().budgetW(), wild);
      assertTrue(run.found(Kind.BUDGET_REFUSED), wild);
    }
    run.budget(5000);
    run.second();
    assertEquals(AgentRun.MAX_W, run.report().decision().budgetW(), "at most full power");
  }

  private void outOfOrder() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh(), 600).renewed(400, 60);
    run.budget(400);
    run.budget(700);
    run.seconds(3);
    assertTrue(run.report().decision().targetW() <= 440, "the ramp bounds what it does");
    run.renewed(400, 12);
    assertEquals(400, run.report().decision().targetW());
    assertEquals(400, box.meterW(), 2 * BAND_W);
  }

  private void rampUp() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh(), 120).renewed(300, 120);
    int before = run.meterW().size();
    run.renewed(700, 300);
    // 2 W a second above the band, at every second.
    for (int i = before; i < run.meterW().size(); i++) {
      double allowedW = Math.min(700, 300 + 2 * (i - before + 1)) + BAND_W;
      assertTrue(run.meterW().get(i) <= allowedW, i - before + " s: " + run.meterW().get(i));
    }
    assertEquals(700, box.meterW(), 2 * BAND_W);
  }

  private void rampDown() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh(), 120).renewed(700, 420);
    run.renewed(300, 60);
    assertEquals(580, box.meterW(), 3 * BAND_W, "half a minute of the way");
    run.renewed(300, 180);
    assertEquals(300, box.meterW(), 2 * BAND_W);
    run.renewed(700, 240).seconds(10);
    assertTrue(box.meterW() <= SAFE_W + BAND_W, "the safe budget knows no ramp: " + box.meterW());
  }

  private void drawMissing() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(600, 60);
    box.meter(false);
    run.renewed(400, 30);
    assertTrue(run.found(Kind.DRAW_MISSING));
    assertFalse(run.published("state").contains("\"power_w\""), run.published("state"));
    assertTrue(box.meterW() <= 400 + BAND_W, "held: " + box.meterW());
    box.enforceAtLeast(PlantBox.MOST_W);
    run.renewed(400, 30);
    assertTrue(box.meterW() <= 400 + BAND_W, "the limit holds no more: " + box.meterW());
  }

  private void restart() throws Exception {
    PlantBox box = new PlantBox();
    Path kept = fresh();
    Path counter = kept.resolve("count");
    Files.writeString(counter, "0");
    List<JobSource> jobs =
        List.of(
            new JobSource(
                "train", WorkPhase.TRAINING, new JobSource.Counter.InFile(counter.toString())));
    AgentRun run =
        new AgentRun(box, box.all(), kept, OptionalDouble.empty(), jobs, Optional.empty());
    double count = 0;
    for (double limitW : List.of(800.0, 650.0, 500.0, 400.0, 300.0)) {
      for (int i = 0; i < 200; i++) {
        if (i % 3 == 0) {
          run.budget(limitW);
        }
        run.second();
        count += Math.sqrt(Math.max(0, box.meterW() - 160));
        Files.writeString(counter, String.valueOf(count));
      }
    }
    String curve = run.published("curve");
    assertTrue(curve.contains("\"training\""), curve);
    assertTrue(run.report().curve().isPresent());
    double half = run.report().curve().get().shares().get(2);
    assertEquals(Math.sqrt(0.5), half, 0.05, "work over power is a square root");
    run.stop();
    AgentRun again =
        new AgentRun(box, box.all(), kept, OptionalDouble.empty(), jobs, Optional.empty());
    assertEquals(SAFE_W, again.report().decision().budgetW());
    assertEquals(half, again.report().curve().orElseThrow().shares().get(2), 1e-3);
    String told = again.published("curve");
    again.reconnect();
    again.second();
    assertEquals(told, again.published("curve"), "over a new connection");
    Files.writeString(kept.resolve("curve.json"), "{\"version\": \"1\", \"max_w\": ");
    AgentRun damaged =
        new AgentRun(box, box.all(), kept, OptionalDouble.empty(), jobs, Optional.empty());
    assertTrue(damaged.text(Kind.CURVE_LOST).contains("begins anew"));
    assertTrue(damaged.report().curve().isEmpty());
  }

  private void missingAtStart() throws Exception {
    PlantBox box = new PlantBox();
    box.lose(true);
    AgentRun run = new AgentRun(box, fresh()).renewed(500, 60);
    assertTrue(run.found(Kind.MEANS_FAILED));
    assertTrue(box.meterW() <= 500 + BAND_W, "held by admission: " + box.meterW());
    box.lose(false);
    run.renewed(500, 60);
    assertEquals(500, box.meterW(), 2 * BAND_W);
  }

  private void jobStarts() throws Exception {
    PlantBox box = new PlantBox();
    box.work(PlantBox.IDLE_W);
    AgentRun run =
        new AgentRun(
            box,
            List.of(box.admission(), box.clock()),
            fresh(),
            OptionalDouble.empty(),
            List.of(),
            Optional.empty());
    run.renewed(400, 120);
    box.work(PlantBox.MOST_W);
    run.renewed(400, 12);
    assertTrue(box.meterW() <= 400 + BAND_W, "within 12 s: " + box.meterW());
  }

  private void stopped() throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run = new AgentRun(box, fresh()).renewed(800, 60);
    run.stop();
    for (int i = 0; i < 10; i++) {
      box.second();
    }
    assertTrue(box.meterW() <= SAFE_W + BAND_W, "left behind: " + box.meterW());
  }

  private void coarse() throws Exception {
    PlantBox box = new PlantBox();
    box.admission().inStepsOf(50);
    AgentRun run =
        new AgentRun(
            box,
            List.of(box.admission()),
            fresh(),
            OptionalDouble.empty(),
            List.of(),
            Optional.empty());
    run.renewed(600, 3600);
    assertEquals(50, box.admission().value());
    // An hour has room for one try each ten minutes.
    assertTrue(box.admission().changes() <= 16, "changes: " + box.admission().changes());
  }

  private void day(boolean withLimits, int secondsAQuarter) throws Exception {
    PlantBox box = new PlantBox();
    AgentRun run =
        new AgentRun(
                box,
                withLimits ? box.all() : List.of(box.admission(), box.clock()),
                fresh(),
                OptionalDouble.of(600),
                List.of(),
                Optional.empty())
            .renewed(300, 60);
    double beforeWh = box.energyWh();
    double budgetWh = 0;
    for (int quarter = 0; quarter < 96; quarter++) {
      double sun = Math.max(0, Math.sin(Math.PI * (quarter - 24) / 48.0));
      double limitW = 250 + 500 * sun;
      run.renewed(limitW, secondsAQuarter);
      budgetWh += limitW * secondsAQuarter / 3600;
    }
    double usedWh = box.energyWh() - beforeWh;
    assertEquals(1, usedWh / budgetWh, 0.05, usedWh + " of " + budgetWh + " Wh");
  }
}
