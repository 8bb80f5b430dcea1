package io.spikewatt.controller.compute.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes in real control groups of this machine. */
@Timeout(60)
final class ProcessGroupTest {

  private static final Path PROC = Path.of("/proc");

  /** A job that never waits. */
  private static final String BUSY = "while :; do :; done";

  private static GroupFreeze freeze(RealGroup group) {
    return new GroupFreeze("jobs", List.of(group.group()), PROC);
  }

  private static void awaitEnforced(GroupFreeze freeze, double percent) {
    Await.until(
        "enforced " + percent,
        () ->
            freeze
                .read()
                .equals(
                    new Reading(
                        OptionalDouble.empty(), OptionalDouble.of(percent), Optional.empty())));
  }

  @Test
  void a_job_that_ignores_signals_is_held_by_the_freezer_of_version_1() throws Exception {
    try (RealGroup group = RealGroup.in("freezer")) {
      group.require("freezer", "freezer.state");
      holds(group);
    }
  }

  @Test
  void a_job_that_ignores_signals_is_held_by_the_freezer_of_version_2() throws Exception {
    try (RealGroup group = RealGroup.in("unified")) {
      group.require("unified", "cgroup.freeze");
      holds(group);
    }
  }

  private static void holds(RealGroup group) throws IOException {
    Process job = group.start(BUSY);
    GroupFreeze freeze = freeze(group);
    assertEquals(OptionalDouble.of(100), freeze.read().enforced());
    job.destroy();
    new ProcessBuilder("kill", "-TSTP", Long.toString(job.pid())).start().onExit().join();
    long before = RealGroup.ticks(job);
    Await.until("it runs in spite of TERM", () -> RealGroup.ticks(job) > before);

    freeze.set(0);
    awaitEnforced(freeze, 0);
    long frozen = RealGroup.ticks(job);
    new ProcessBuilder("kill", "-CONT", Long.toString(job.pid())).start().onExit().join();
    workFor(5);
    assertEquals(frozen, RealGroup.ticks(job));
    assertEquals(OptionalDouble.of(0), freeze.read().enforced());

    freeze.release();
    awaitEnforced(freeze, 100);
    Await.until("it runs again", () -> RealGroup.ticks(job) > frozen);
  }

  /** Computes for some clock ticks of processor time: a running job would use some, too. */
  private static void workFor(int ticks) throws IOException {
    Process other = new ProcessBuilder("/bin/sh", "-c", BUSY).start();
    try {
      Await.until("another process works", () -> RealGroup.ticks(other) >= ticks);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_group_that_somebody_else_thaws_is_frozen_again() throws Exception {
    try (RealGroup group = RealGroup.in("freezer")) {
      group.require("freezer", "freezer.state");
      group.start("exec sleep 60");
      GroupFreeze freeze = freeze(group);
      freeze.set(0);
      awaitEnforced(freeze, 0);
      new GroupFreezer(group.group()).set(false);
      awaitEnforced(freeze, 0);
    }
  }

  @Test
  void a_process_that_leaves_its_group_is_told_until_it_ends() throws Exception {
    try (RealGroup group = RealGroup.in("freezer")) {
      group.require("freezer", "freezer.state");
      Process job = group.start("read end");
      GroupFreeze freeze = freeze(group);
      assertEquals(Optional.empty(), freeze.read().problem());
      RealGroup.leave("freezer", job);
      freeze.set(0);
      assertEquals(
          Optional.of(
              "process %d left the group %s and runs on"
                  .formatted(job.pid(), group.group().name())),
          freeze.read().problem());
      job.destroyForcibly().onExit().join();
      assertEquals(Optional.empty(), freeze.read().problem());
    }
  }

  @Test
  void a_quota_of_processor_time_is_set_told_and_undone() throws Exception {
    try (RealGroup group = RealGroup.in("cpu")) {
      group.require("cpu", "cpu.cfs_quota_us");
      CpuQuota quota = new CpuQuota("jobs", group.group(), 2, 5);
      assertEquals(OptionalDouble.of(100), quota.read().enforced());
      quota.set(25);
      assertEquals(
          new Reading(OptionalDouble.empty(), OptionalDouble.of(25), Optional.empty()),
          quota.read());
      quota.release();
      assertEquals(OptionalDouble.of(100), quota.read().enforced());
    }
  }

  /** Both work side by side for the same time; the one may use a twentieth of a processor. */
  @Test
  void a_quota_holds_a_busy_process() throws Exception {
    try (RealGroup group = RealGroup.in("cpu", "cpuacct")) {
      group.require("cpu", "cpu.cfs_quota_us");
      group.require("cpuacct", "cpuacct.usage");
      CpuQuota quota = new CpuQuota("jobs", group.group(), 2, 1);
      quota.set(2);
      group.start(BUSY);
      long start = System.nanoTime();
      double usedBefore = new CpuTime(group.group()).usedS().orElseThrow();
      workFor(40);
      double elapsed = (System.nanoTime() - start) / 1e9;
      double used = new CpuTime(group.group()).usedS().orElseThrow() - usedBefore;
      // Two hundredths of two processors; one period may be begun and one ended in between.
      assertTrue(used > 0 && used < 0.04 * elapsed + 0.02, used + " s in " + elapsed + " s");
      assertEquals(Optional.empty(), quota.read().problem());
    }
  }

  @Test
  void the_time_used_is_also_told_by_the_tree_of_version_2() throws Exception {
    try (RealGroup group = RealGroup.in("unified")) {
      group.require("unified", "cpu.stat");
      Process job = group.start(BUSY);
      Await.until("it works", () -> RealGroup.ticks(job) >= 3);
      assertTrue(new CpuTime(group.group()).usedS().orElseThrow() > 0.01);
    }
  }
}
