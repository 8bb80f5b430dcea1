package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.config.compute.JobSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The file of a compute box's agent. */
class AgentKeysTest {

  private static final Path FILE = Path.of("/etc/spikewatt-compute/agent.yaml");

  private static final String RIGHT =
      """
      agent: { topic: cluster1, min-w: 400, max-w: 6000, safe-w: 1000, ramp-w-per-min: 600 }
      mqtt: { broker: tcp://127.0.0.1:1883 }
      means:
        - { queue-address: "http://127.0.0.1:8000/admission" }
      draw: { rest-w: 300 }
      jobs:
        - { job: train, phase: training, counter-file: /run/train/steps }
        - { job: llm, phase: decode, metrics: "http://127.0.0.1:8000/metrics", metric: tokens }
        - { job: cpu, phase: training, cpu-group: jobs/cpu }
      """;

  private static List<String> problems(String text) {
    return assertInstanceOf(LoadedAgent.Failed.class, AgentLoader.load(text, FILE))
        .problems()
        .stream()
        .map(Problem::toString)
        .map(problem -> problem.substring(FILE.toString().length() + 1))
        .toList();
  }

  @Test
  void a_right_file_is_bound() {
    ComputeAgentConfig config =
        assertInstanceOf(LoadedAgent.Ok.class, AgentLoader.load(RIGHT, FILE)).config();
    assertEquals("cluster1", config.base());
    assertEquals(OptionalDouble.of(600), config.power().rampWPerMin());
    assertEquals("spikewatt-compute-cluster1", config.broker().clientId());
    assertEquals(new DrawSource.Meters(300), config.draw());
    assertEquals("/var/lib/spikewatt-compute", config.directory());
    assertEquals(3, config.jobs().size());
    assertInstanceOf(JobSource.Counter.InMetrics.class, config.jobs().get(1).counter());
  }

  @Test
  void all_problems_are_reported_with_their_places() {
    String wrong =
        RIGHT
            .replace("safe-w: 1000", "safe-w: 9000")
            .replace("min-w: 400", "min-w: 7000")
            .replace("rest-w: 300", "idle-w: 300, full-w: 200");
    assertEquals(
        List.of(
            "1:34: agent.min-w: expected less than max-w, found 7000",
            "1:61: agent.safe-w: expected at most max-w, found 9000",
            "5:30: draw.full-w: expected more than idle-w, found 200"),
        problems(wrong));
  }

  @Test
  void addresses_of_other_machines_and_names_twice_are_refused() {
    assertEquals(1, problems(RIGHT.replace("127.0.0.1:8000/m", "10.0.0.1:8000/m")).size());
    assertEquals(
        List.of("9:12: jobs[2].job: expected a name that no other job has, found \"train\""),
        problems(RIGHT.replace("job: cpu", "job: train")));
    assertEquals(
        List.of("2:22: mqtt.password-file: expected a password file for user, found nothing"),
        problems(RIGHT.replace("mqtt: { ", "mqtt: { user: agent, ")).stream()
            .map(problem -> problem.replaceFirst("^2:[0-9]+", "2:22"))
            .toList());
  }

  @Test
  void the_file_of_the_page_is_right() throws IOException {
    String page = Files.readString(Path.of("../docs/compute.md"));
    String block = page.split("(?m)^```yaml\\n")[1].split("(?m)^```")[0];
    LoadedAgent loaded = AgentLoader.load(block, FILE);
    assertInstanceOf(LoadedAgent.Ok.class, loaded, loaded::toString);
  }
}
