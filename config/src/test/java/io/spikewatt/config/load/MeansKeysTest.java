package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.helper.HelperDevice.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Means of a compute box, in the file of its agent. */
final class MeansKeysTest {

  private static final Section FILE = Section.of("", "Test.").withChildren(MeansKeys.MEANS);

  private static List<MeansSpec> bind(String text, Problems problems) {
    return YamlParser.parse(text, problems)
        .map(tree -> new Validator(problems).file(FILE, tree))
        .filter(SectionValues::sound)
        .map(v -> MeansKeys.bind(v.all(MeansKeys.MEANS), problems))
        .orElse(List.of());
  }

  private static List<String> problems(String text) {
    Problems problems = new Problems("agent.yaml");
    bind(text, problems);
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void everyKindIsBound() {
    Problems problems = new Problems("agent.yaml");
    List<MeansSpec> means =
        bind(
            """
            means:
              - queue-address: http://127.0.0.1:8000/admission
                least-percent: 10
              - queue-command: [/usr/local/bin/slow-queue, "--share={percent}"]
                timeout-s: 2
              - job-commands: training
                jobs:
                  - job: "4711"
                    suspend: [/usr/bin/scontrol, suspend, "4711"]
                    resume: [/usr/bin/scontrol, resume, "4711"]
                    state: [/usr/bin/squeue, -h, -j, "4711", -o, "%T"]
              - freeze: [jobs/a, jobs/b]
              - cpu-quota: jobs
              - { helper: /run/spikewatt-compute/helper, device: 0, setting: clock, least: 600, most: 1980, name: gpu0 }
              - { helper: /run/spikewatt-compute/helper, device: 0, setting: power-limit, least: 200, most: 700 }
              - { nvidia-power-limit: 1, least: 200, most: 700 }
              - { nvidia-clock: 1, least: 600, most: 1980 }
              - { powercap: "/sys/class/powercap/intel-rapl:0", least: 60, most: 125 }
              - { amdgpu: /sys/class/drm/card0/device, least: 90, most: 300 }
            """,
            problems);
    assertEquals(List.of(), problems.all());
    String socket = "/run/spikewatt-compute/helper";
    String groups = "/sys/fs/cgroup";
    Duration usual = Duration.ofSeconds(5);
    assertEquals(
        List.of(
            new MeansSpec.QueueAddress(
                "queue-address", URI.create("http://127.0.0.1:8000/admission"), 10, usual),
            new MeansSpec.QueueCommand(
                "queue-command",
                List.of("/usr/local/bin/slow-queue", "--share={percent}"),
                0,
                Duration.ofSeconds(2)),
            new MeansSpec.Jobs(
                "training",
                List.of(
                    new MeansSpec.Job(
                        "4711",
                        List.of("/usr/bin/scontrol", "suspend", "4711"),
                        List.of("/usr/bin/scontrol", "resume", "4711"),
                        Optional.of(List.of("/usr/bin/squeue", "-h", "-j", "4711", "-o", "%T")),
                        "SUSPENDED")),
                usual),
            new MeansSpec.Freeze("freeze", List.of("jobs/a", "jobs/b"), groups),
            new MeansSpec.Quota("cpu-quota", "jobs", groups, 5),
            new MeansSpec.Helper("gpu0", socket, 0, Setting.CLOCK, new MeansSpec.Range(600, 1980)),
            new MeansSpec.Helper(
                "helper", socket, 0, Setting.POWER_LIMIT, new MeansSpec.Range(200, 700)),
            new MeansSpec.NvidiaPower(
                "nvidia-power-limit", "1", Optional.empty(), new MeansSpec.Range(200, 700)),
            new MeansSpec.NvidiaClocks(
                "nvidia-clock", "1", Optional.empty(), new MeansSpec.Range(600, 1980)),
            new MeansSpec.Powercap(
                "powercap", "/sys/class/powercap/intel-rapl:0", new MeansSpec.Range(60, 125)),
            new MeansSpec.Amdgpu(
                "amdgpu", "/sys/class/drm/card0/device", new MeansSpec.Range(90, 300))),
        means);
  }

  @Test
  void mistakesAreToldWithTheirPlace() {
    assertEquals(
        List.of(
            "agent.yaml:2:5: means[0].jobs: expected a list of jobs, found none",
            "agent.yaml:5:7: means[1].jobs: expected no jobs without job-commands, found jobs",
            "agent.yaml:8:20: means[2].queue-command: expected {percent} in an argument, found none",
            "agent.yaml:9:46: means[3].most: expected at least 9, found 8",
            "agent.yaml:10:5: means[4]: expected a name that no other means has, found \"training\""),
        problems(
            """
            means:
              - job-commands: training
              - freeze: [a]
                jobs:
                  - job: a
                    suspend: [/bin/a]
                    resume: [/bin/b]
              - queue-command: [/bin/true, percent]
              - { nvidia-power-limit: 0, least: 9, most: 8 }
              - { freeze: [b], name: training }
            """));
  }

  @Test
  void onlyThisMachineIsAQueue() {
    for (String address :
        List.of(
            "http://example.org:80/",
            "https://127.0.0.1:80/",
            "http://127.0.0.1.example.org:80/")) {
      List<String> found = problems("means:\n  - queue-address: " + address + "\n");
      assertEquals(1, found.size(), address);
      assertTrue(found.getFirst().contains("an address on this machine"), found.getFirst());
    }
  }
}
