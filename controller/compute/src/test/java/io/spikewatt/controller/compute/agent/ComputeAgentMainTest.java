package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.CommandHelp;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a compute box. */
class ComputeAgentMainTest {

  private static final String RIGHT =
      """
      agent: { topic: cluster1, min-w: 160, max-w: 800, safe-w: 300, directory: state }
      mqtt: { broker: tcp://127.0.0.1:1 }
      means:
        - { queue-command: [/bin/true, "{percent}"] }
      draw: { idle-w: 160, full-w: 800 }
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return ComputeAgentMain.run(
        List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void check_prints_every_problem_and_touches_nothing() throws Exception {
    Path file = directory.resolve("agent.yaml");
    Files.writeString(file, RIGHT);
    assertEquals(ExitCode.OK, run("compute-agent", "--config", file.toString(), "--check"));
    Files.writeString(
        file, RIGHT.replace("safe-w: 300", "safe-w: 900").replace("max-w: 800", "max-w: 100"));
    assertEquals(ExitCode.CONFIG, run("compute-agent", "--config", file.toString(), "--check"));
    assertEquals(2, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
    assertTrue(err.toString(UTF_8).startsWith(file + ":1:"), err.toString(UTF_8));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void commands_take_the_options_of_their_help_and_no_other() {
    for (String name : List.of("compute-agent", "compute-helper")) {
      CommandHelp command = CommandTable.read().matching(List.of(name)).getFirst();
      err.reset();
      assertEquals(ExitCode.USAGE, run(name, "--no-such-option"));
      String options = String.join(", ", new TreeSet<>(command.options().keySet()));
      assertEquals(
          "unknown option --no-such-option: expected " + options,
          err.toString(UTF_8).lines().findFirst().orElseThrow());
      assertEquals(ExitCode.OK, run(name, "--help"));
    }
    assertTrue(out.toString(UTF_8).contains("usage: spikewatt compute-helper"));
    assertEquals(ExitCode.USAGE, run("compute"));
  }
}
