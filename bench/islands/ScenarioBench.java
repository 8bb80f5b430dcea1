package io.spikewatt.simulator.scenario;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.store.FileTree;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code bench/scenarios}: runs scenarios and prints the measured values beside the goals. */
public final class ScenarioBench {

  private static final String USAGE =
      """
      usage: bench/scenarios [--short | --list | NAME…]

      Plays scenarios in the manner of IEEE 2030.8 over real protocol servers on loopback: all of
      them, those of CI, or those whose name begins with one of the given ones.
      Exit code 1 if a criterion is missed.
      """;

  private final PrintStream out;
  private int played;
  private int failed;

  private ScenarioBench(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> names = Arrays.asList(arguments);
    boolean brief = names.equals(List.of("--short"));
    if (names.contains("--list")) {
      all().forEach(s -> out.printf("%-30s %s%n", s.name(), s.title()));
      return;
    }
    if (!brief && names.stream().anyMatch(name -> name.startsWith("-"))) {
      out.print(USAGE);
      System.exit(names.contains("--help") ? 0 : ExitCode.USAGE.number());
    }
    List<PlantScenario> chosen =
        all().stream()
            .filter(
                s ->
                    brief
                        ? s.brief()
                        : names.isEmpty() || names.stream().anyMatch(s.name()::startsWith))
            .toList();
    System.exit(new ScenarioBench(out).run(chosen) ? 0 : 1);
  }

  private static List<PlantScenario> all() {
    List<PlantScenario> all = new ArrayList<>(IslandScenarios.all());
    all.addAll(BlackStartScenarios.all());
    all.add(SurvivalScenario.scenario());
    all.addAll(HeatPumpScenarios.all());
    all.addAll(LossScenarios.all());
    return all;
  }

  private boolean run(List<PlantScenario> scenarios) {
    if (scenarios.isEmpty()) {
      out.print(USAGE);
      return false;
    }
    for (PlantScenario scenario : scenarios) {
      print(scenario, play(scenario));
    }
    out.printf("%n%d scenarios, %d failed%n", played, failed);
    return failed == 0;
  }

  private static List<Criterion> play(PlantScenario scenario) {
    List<Criterion> criteria = new ArrayList<>();
    Path directory = null;
    try {
      directory = Files.createTempDirectory("spikewatt-scenario");
      try (ScenarioRun run =
          new ScenarioRun(
              scenario.parameters(), scenario.start(), directory, scenario.pastCharge())) {
        try {
          scenario.script().play(run);
          run.finish();
        } catch (ScenarioRun.Missed missed) {
          // The criterion is on the stage.
          run.finish();
        } finally {
          criteria.addAll(run.criteria());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      criteria.add(new Criterion("interrupted", "yes", "no", false));
    } catch (Exception e) {
      criteria.add(new Criterion("could be played", e.toString(), "yes", false));
    } finally {
      remove(directory);
    }
    return criteria;
  }

  private void print(PlantScenario scenario, List<Criterion> criteria) {
    boolean passed = criteria.stream().allMatch(Criterion::met);
    played++;
    failed += passed ? 0 : 1;
    out.printf("%n%s  %s: %s%n", passed ? "pass" : "FAIL", scenario.name(), scenario.title());
    for (Criterion criterion : criteria) {
      out.printf(
          "      %-4s  %-42s %12s  %s%n",
          criterion.met() ? "ok" : "MISS",
          criterion.what(),
          criterion.measured(),
          criterion.goal());
    }
  }

  private static void remove(@org.jspecify.annotations.Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      // It is in the system's temporary directory.
      System.err.println(directory + " could not be removed: " + e.getMessage());
    }
  }
}
