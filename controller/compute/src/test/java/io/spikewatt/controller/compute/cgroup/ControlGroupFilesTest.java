package io.spikewatt.controller.compute.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control groups as plain files: what this machine does not have, and what is wrong. */
final class ControlGroupFilesTest {

  @TempDir Path mount;

  private void file(String name, String text) throws IOException {
    Path file = mount.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  private String text(String name) throws IOException {
    return Files.readString(mount.resolve(name)).strip();
  }

  private ControlGroup jobs() {
    return new ControlGroup(mount, "jobs");
  }

  private static String problem(Reading reading) {
    return reading.problem().orElse("none");
  }

  @Test
  void a_quota_of_version_2_is_a_share_of_all_processors() throws IOException {
    file("jobs/cpu.max", "max 100000");
    CpuQuota quota = new CpuQuota("jobs", jobs(), 16, 10);
    assertEquals(OptionalDouble.of(100), quota.read().enforced());
    quota.set(50);
    assertEquals("800000 100000", text("jobs/cpu.max"));
    assertEquals(OptionalDouble.of(50), quota.read().enforced());
    file("jobs/cpu.max", "1600000 50000");
    assertEquals(OptionalDouble.of(50), quota.read().enforced());
    quota.release();
    assertEquals("max 100000", text("jobs/cpu.max"));
    assertThrows(IllegalArgumentException.class, () -> quota.set(9));
  }

  @Test
  void a_missing_group_or_an_unknown_text_gives_no_number() throws IOException {
    CpuQuota quota = new CpuQuota("jobs", jobs(), 2, 10);
    quota.set(50);
    Reading missing = quota.read();
    assertEquals(OptionalDouble.empty(), missing.enforced());
    assertTrue(
        problem(missing).endsWith("there is no control group jobs with a quota of processor time"),
        problem(missing));
    file("jobs/cpu.max", "nonsense");
    assertTrue(problem(quota.read()).endsWith("expected a quota and a period, found \"nonsense\""));
    assertEquals(OptionalDouble.empty(), new CpuTime(jobs()).usedS());
    file("jobs/cpu.stat", "user_usec 1\nusage_usec 2500000");
    assertEquals(OptionalDouble.of(2.5), new CpuTime(jobs()).usedS());
  }

  private void group(String name) throws IOException {
    file(name + "/cgroup.freeze", "0");
    file(name + "/cgroup.events", "populated 1\nfrozen 0");
    file(name + "/cgroup.procs", "");
    Files.writeString(mount.resolve(name + "/cgroup.procs"), "");
  }

  @Test
  void several_groups_are_frozen_from_the_last_and_only_confirmed_ones_count() throws IOException {
    List<String> names = List.of("a", "b", "c");
    for (String name : names) {
      group(name);
    }
    GroupFreeze freeze =
        new GroupFreeze(
            "jobs", names.stream().map(name -> new ControlGroup(mount, name)).toList(), mount);
    assertEquals(34, freeze.step());
    freeze.set(67);
    assertEquals(
        "0 0 1",
        text("a/cgroup.freeze") + " " + text("b/cgroup.freeze") + " " + text("c/cgroup.freeze"));
    assertEquals(OptionalDouble.of(100), freeze.read().enforced());
    file("c/cgroup.events", "populated 1\nfrozen 1");
    assertEquals(200 / 3.0, freeze.read().enforced().orElseThrow(), 1e-9);
    freeze.set(66);
    assertEquals("1", text("b/cgroup.freeze"));
  }

  @Test
  void a_group_that_does_not_freeze_and_one_that_is_gone_are_told_and_count_as_running()
      throws IOException {
    group("jobs");
    GroupFreeze freeze = new GroupFreeze("jobs", List.of(jobs()), mount);
    freeze.set(0);
    assertEquals(Optional.empty(), freeze.read().problem());
    Reading late = freeze.read();
    assertEquals(Optional.of("the group jobs does not freeze"), late.problem());
    assertEquals(OptionalDouble.of(100), late.enforced());
    file("jobs/cgroup.events", "populated 1");
    assertTrue(problem(freeze.read()).endsWith("does not tell whether it is frozen"));
    Files.delete(mount.resolve("jobs/cgroup.freeze"));
    Reading gone = freeze.read();
    assertTrue(problem(gone).endsWith("there is no control group jobs with a freezer"));
    assertEquals(OptionalDouble.of(100), gone.enforced());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "..", "jobs/..", "a/../b", "/jobs", "jobs/", "a b", "a\n"})
  void names_that_lead_out_of_the_tree_are_refused(String name) {
    assertThrows(IllegalArgumentException.class, () -> new ControlGroup(mount, name));
  }
}
