package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.JobState;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a job's energy is counted, what outlives a restart, and when it ends. */
class ActiveJobsTest {

  private static final DemoSite SITE = DemoSite.usual();
  private static final Estimate UNKNOWN = new Estimate.Unknown("test");

  @TempDir private Path directory = Path.of("");

  private final PlantState plain;
  private Moment now = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private ActiveJobs jobs = new ActiveJobs(SITE.site(), KeptValues.inMemory());

  ActiveJobsTest() {
    DemoPlant plant = new DemoPlant(SITE);
    plant.run(1);
    plain = plant.state.orElseThrow();
  }

  @Test
  void onlyWhatIsDrawnAboveTheMinimumCounts() {
    jobs.take(job(1000, 4), now.instant());
    run(1300, 1800);
    assertEquals(500, left(), 1);
    run(200, 600);
    assertEquals(500, left(), 1, "less than the minimum undoes nothing");
  }

  @Test
  void whatTheClusterDrewBeforeItsJobWasGivenIsNotCounted() {
    run(1300, 600);
    jobs.take(job(1000, 4), now.instant());
    PlantState state = step(watts(1300), 1);
    assertEquals(1000, state.computes().getFirst().job().orElseThrow().leftWh(), 0);
  }

  @Test
  void aClockThatIsAheadForAMomentEndsNoJob() {
    jobs.take(job(1000, 4), now.instant());
    run(1300, 60);
    Moment right = now;
    now = new Moment(now.nanos() + 1_000_000_000L, now.instant().plus(Duration.ofDays(1)));
    plainly();
    now = right.plus(Duration.ofSeconds(2));
    assertEquals(List.of(), jobs.news());
    assertTrue(left() > 900, "goes on");
    now = new Moment(now.nanos(), now.instant().plus(Duration.ofDays(1)));
    run(300, 301);
    assertTrue(jobs.news().getFirst().contains("was due"), "a clock that stays ahead is right");
  }

  @Test
  void aReadingThatIsMissingHoldsTheCountAndIsTold() {
    jobs.take(job(1000, 4), now.instant());
    run(1300, 900);
    double before = left();
    PlantState state = step(UNKNOWN, 600);
    JobState job = state.computes().getFirst().job().orElseThrow();
    assertEquals(before, job.leftWh(), 0);
    assertEquals(600, job.uncountedS(), 1e-6);
    String notes = state.notes().toString();
    assertTrue(notes.contains("its job's count stays at 250 of 1000 Wh counted, 600 s"), notes);
    assertTrue(!run(1300, 10).notes().toString().contains("its job"), "known again");
    assertEquals(before - 2.5, left(), 0.5, "and counted on from there");
  }

  @Test
  void aLongSilenceIsNotCountedAtTheReadingThatEndsIt() {
    jobs.take(job(5000, 4), now.instant());
    run(1300, 1);
    step(watts(1300), 600);
    JobState job = plainly().computes().getFirst().job().orElseThrow();
    assertEquals(5000 - 1000 / 60.0, job.leftWh(), 0.5);
    assertEquals(540, job.uncountedS(), 1e-6);
  }

  @Test
  void aJobOutlivesARestartAndWhatWasDrawnMeanwhileIsToldAsNotCounted() {
    jobs = ActiveJobs.in(directory, SITE.site());
    jobs.take(job(2000, 4), now.instant());
    run(1300, 1700);
    double before = left();
    now = now.plus(Duration.ofMinutes(10));
    jobs = ActiveJobs.in(directory, SITE.site());
    JobState job = run(1300, 1).computes().getFirst().job().orElseThrow();
    // The count on the disk is up to five minutes old: 84 Wh at 1 kW.
    assertTrue(job.leftWh() >= before - 0.3 && job.leftWh() <= before + 84, "" + job.leftWh());
    assertTrue(job.uncountedS() >= 600 && job.uncountedS() <= 901, "" + job.uncountedS());
    assertEquals(2000, job.energyWh());
    assertEquals(Instant.parse("2026-06-15T14:00:00Z"), job.by());
  }

  @Test
  void oneThatWasTakenIsKeptAtOnce() {
    jobs = ActiveJobs.in(directory, SITE.site());
    jobs.take(job(2000, 4), now.instant());
    jobs = ActiveJobs.in(directory, SITE.site());
    assertEquals(2000, left());
  }

  @Test
  void oneThatEndedDoesNotComeBackWithARestart() {
    jobs = ActiveJobs.in(directory, SITE.site());
    jobs.take(job(100, 4), now.instant());
    run(2000, 600);
    assertEquals(Optional.empty(), plainly().computes().getFirst().job());
    assertEquals("[the job of compute1 is done: 100 of 100 Wh counted]", jobs.news().toString());
    jobs = ActiveJobs.in(directory, SITE.site());
    assertEquals(Optional.empty(), plainly().computes().getFirst().job());
  }

  @Test
  void oneThatWasDueWhileNobodyRanIsToldAtTheStart() {
    jobs = ActiveJobs.in(directory, SITE.site());
    jobs.take(job(2000, 1), now.instant());
    run(1300, 900);
    now = now.plus(Duration.ofHours(2));
    jobs = ActiveJobs.in(directory, SITE.site());
    assertEquals(Optional.empty(), plainly().computes().getFirst().job());
    String news = jobs.news().toString();
    assertTrue(news.contains("the job of compute1 was due and is 1"), news);
    assertTrue(news.contains("s not known"), news);
  }

  @Test
  void aDamagedFileIsNoJob() throws IOException {
    for (String line :
        List.of(
            "compute1=NaN 2026-06-15T14\\:00\\:00Z - 0 0 2026-06-15T10\\:00\\:00Z",
            "compute1=1000 noon - 0 0 2026-06-15T10\\:00\\:00Z",
            "compute1=1000 2026-06-15T14\\:00\\:00Z - -5 0 2026-06-15T10\\:00\\:00Z",
            "compute1=1000",
            "compute1=1000 +999999999-12-31T23\\:59\\:59Z - 0 0 2026-06-15T10\\:00\\:00Z",
            "compute1=1000 2026-06-15T14\\:00\\:00Z - 0 0 -999999999-01-01T00\\:00\\:00Z",
            "stranger=1000 2026-06-15T14\\:00\\:00Z - 0 0 2026-06-15T10\\:00\\:00Z")) {
      Files.writeString(directory.resolve("compute-jobs.properties"), line);
      jobs = ActiveJobs.in(directory, SITE.site());
      assertEquals(Optional.empty(), plainly().computes().getFirst().job(), line);
    }
  }

  @Test
  void aNewJobReplacesTheOldOneAndZeroEndsIt() {
    jobs.take(job(1000, 4), now.instant());
    run(1300, 900);
    jobs.take(job(3000, 2), now.instant());
    run(1300, 1);
    assertEquals(3000, left(), 0.5);
    jobs.take(
        new SiteCommand.ComputeJob("compute1", 0, now.instant(), OptionalDouble.empty()),
        now.instant());
    assertEquals(Optional.empty(), run(1300, 1).computes().getFirst().job());
    assertEquals(2, jobs.news().size());
  }

  @Test
  void theBudgetAnOrderAndTheJobsOwnLimitBoundItsPower() {
    jobs.take(
        new SiteCommand.ComputeJob(
            "compute1", 1000, now.instant().plusSeconds(3600), OptionalDouble.of(1500)),
        now.instant());
    assertEquals(1500, maxW(CommandEffects.NONE));
    SiteCommand budget = new SiteCommand.ComputeBudget("compute1", 900);
    SiteCommand order = new SiteCommand.DeviceSetpoint("compute1", 700, false);
    assertEquals(900, maxW(effects(budget)));
    assertEquals(700, maxW(effects(budget, order)));
    assertEquals(
        1500, maxW(effects(new SiteCommand.ComputeBudget("other", 400))), "of another one");
  }

  private double maxW(CommandEffects effects) {
    PlantState state = jobs.apply(at(watts(500)), effects);
    return state.computes().getFirst().job().orElseThrow().maxW();
  }

  private static CommandEffects effects(SiteCommand... wishes) {
    return CommandEffects.of(ActiveCommands.of(wishes));
  }

  private SiteCommand.ComputeJob job(double wh, int hours) {
    return new SiteCommand.ComputeJob(
        "compute1", wh, now.instant().plusSeconds(3600L * hours), OptionalDouble.empty());
  }

  private double left() {
    return plainly().computes().getFirst().job().orElseThrow().leftWh();
  }

  /** A look without time passing. */
  private PlantState plainly() {
    return jobs.apply(at(watts(300)), CommandEffects.NONE);
  }

  private PlantState run(double drawnW, int seconds) {
    PlantState last = plainly();
    for (int i = 0; i < seconds; i++) {
      last = step(watts(drawnW), 1);
    }
    return last;
  }

  private PlantState step(Estimate powerW, int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
    return jobs.apply(at(powerW), CommandEffects.NONE);
  }

  private Estimate watts(double drawn) {
    return new Estimate.Known(-drawn, Estimate.How.MEASURED, now);
  }

  private PlantState at(Estimate powerW) {
    return new PlantState(
        now,
        plain.gridW(),
        plain.loadW(),
        plain
            .assets()
            .with(
                List.of(new ComputeState("compute1", powerW, Optional.empty(), Optional.empty()))),
        plain.connection(),
        plain.contacts(),
        plain.bus(),
        plain.notes());
  }
}
