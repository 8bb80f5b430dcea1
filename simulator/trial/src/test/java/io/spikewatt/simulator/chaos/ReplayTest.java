package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failure that was seen once can be seen again: what a run does depends on its task alone. */
class ReplayTest {

  private static final ChaosTask TASK =
      new ChaosTask(
          6,
          Duration.ofMinutes(5),
          FaultPlan.of(
              new FaultEpisode(FaultKind.COMMANDS, 5, 300, 0.5),
              new FaultEpisode(FaultKind.RUBBISH, 20, 60, 0.5),
              new FaultEpisode(FaultKind.METER_SPIKES, 30, 90, 0.5),
              new FaultEpisode(FaultKind.BATTERY_EXCEPTIONS, 60, 180, 0.5),
              new FaultEpisode(FaultKind.PV_EXCEPTIONS, 90, 150, 0.5),
              new FaultEpisode(FaultKind.KILLED, 100, 104, 0.5),
              new FaultEpisode(FaultKind.CLOCK_BACK, 200, 201, 0.5),
              new FaultEpisode(FaultKind.GRID_DOWN, 220, 250, 0.5)),
          ControllerMutation.NONE);

  /** Interpreted it is slow: up to the restart. */
  private static final ChaosTask SHORT = TASK.until(Duration.ofMinutes(2));

  @TempDir private Path directory = Path.of("");

  /** Prints the hash of the task, or of the short one. */
  public static void main(String[] arguments) throws IOException {
    Path state = Files.createTempDirectory(Path.of(arguments[0]), "state");
    System.out.print(ChaosRun.run(arguments.length > 1 ? SHORT : TASK, state, line -> {}).hash());
  }

  @Test
  void aTaskReplaysToTheBitAndAnotherThatDiffersByOneFaultDoesNot() throws Exception {
    List<String> first = new ArrayList<>();
    List<String> again = new ArrayList<>();
    String hash = run(TASK, first).hash();
    assertEquals(hash, run(TASK, again).hash());
    assertEquals(first, again);
    assertFalse(first.isEmpty());
    ChaosTask other = TASK.with(TASK.faults().only(List.of(1, 2, 3, 4, 5, 6, 7)));
    assertNotEquals(hash, run(other, new ArrayList<>()).hash());
    assertEquals(hash, inProcess(TASK, "-XX:hashCode=0"), "random identity hashes");
  }

  /** Sets and maps are salted anew in each process, and identity hashes are equal on purpose. */
  @Test
  void aTaskReplaysToTheBitInAnInterpretedProcess() throws Exception {
    assertEquals(
        run(SHORT, new ArrayList<>()).hash(),
        inProcess(SHORT, "-Xint", "-XX:hashCode=2"),
        "interpreted, equal identity hashes");
  }

  private ChaosResult run(ChaosTask task, List<String> lines) throws IOException {
    return ChaosRun.run(task, Files.createTempDirectory(directory, "run"), lines::add);
  }

  private String inProcess(ChaosTask task, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UnlockExperimentalVMOptions", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(options));
    command.addAll(List.of("-Dtinylog.writer=console", "-Dtinylog.writer.stream=err"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ReplayTest.class.getName(), directory.toString()));
    command.addAll(task.equals(SHORT) ? List.of("short") : List.of());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
