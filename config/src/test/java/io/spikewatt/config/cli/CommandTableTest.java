package io.spikewatt.config.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Help, man page, completion and launchers agree on each command. */
class CommandTableTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private final CommandTable table = CommandTable.read();

  @TempDir Path directory;

  private static String run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    return output(command);
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text;
  }

  private List<CommandHelp> packaged() {
    return table.commands().stream()
        .filter(command -> command.comesWith().stream().noneMatch(CommandTable.CHECKOUT::equals))
        .toList();
  }

  @Test
  void eachSynopsisBeginsWithItsCommandAndNoLineIsTooLong() {
    for (CommandHelp command : table.commands()) {
      assertTrue(command.usage().startsWith("usage: spikewatt " + command.name()), command::usage);
      assertTrue(command.usage().lines().allMatch(line -> line.length() <= 100), command::usage);
      assertFalse(command.summary().isBlank(), command::name);
    }
  }

  @Test
  void optionsComeFromTheSynopsisWithTheirValues() {
    CommandHelp export = table.matching(List.of("history", "export")).getFirst();
    assertEquals(
        "{--from=DAY, --to=DAY, --month=MONTH, --format=csv|sql, --output=FILE, --config=FILE}",
        export.options().toString());
    CommandHelp status = table.matching(List.of("status")).getFirst();
    assertEquals("{--config=FILE, --json=, --healthy=}", status.options().toString());
  }

  @Test
  void theManPageHasEachCommandAndEachOption() {
    String page = CommandPages.man(packaged());
    for (CommandHelp command : packaged()) {
      String escaped = command.name().replace("-", "\\-");
      assertTrue(page.contains("\n.SS " + escaped + "\n"), escaped);
      int at = page.indexOf("\n.SS " + escaped + "\n");
      String section = page.substring(at, page.indexOf(".fi\n", at));
      for (String option : command.options().keySet()) {
        assertTrue(section.contains(option.replace("-", "\\-")), option);
      }
    }
    assertFalse(page.lines().anyMatch(line -> line.startsWith("'")), "a request of groff");
  }

  @Test
  void theShellCompletesEachCommandWithItsOwnOptions() throws Exception {
    Path completion =
        Files.writeString(directory.resolve("c"), CommandPages.completion(packaged()));
    StringBuilder script = new StringBuilder(". " + completion + "\n");
    for (CommandHelp command : packaged()) {
      String words = String.join(" ", command.words());
      script.append(
          "COMP_WORDS=(spikewatt %s --); COMP_CWORD=%d; _spikewatt; echo \"${COMPREPLY[*]}\"\n"
              .formatted(words, command.words().size() + 1));
    }
    script.append(
        "COMP_WORDS=(spikewatt ''); COMP_CWORD=1; _spikewatt; echo \"${COMPREPLY[*]}\"\n");
    script.append("COMP_WORDS=(spikewatt history export --format ''); COMP_CWORD=4; _spikewatt;");
    script.append("echo \"${COMPREPLY[*]}\"\n");
    List<String> answers = output(List.of("bash", "-c", script.toString())).lines().toList();
    for (int k = 0; k < packaged().size(); k++) {
      Set<String> offered = Set.of(answers.get(k).split(" "));
      CommandHelp command = packaged().get(k);
      assertTrue(offered.containsAll(command.options().keySet()), command.name() + offered);
      boolean takesCommands = command.name().equals("help");
      assertTrue(takesCommands || offered.contains("--help"), command.name());
    }
    Set<String> first = Set.of(answers.get(answers.size() - 2).split(" "));
    packaged().forEach(command -> assertTrue(first.contains(command.words().getFirst())));
    assertFalse(first.contains("fleet"), "it comes with a checkout");
    assertEquals("csv sql", answers.getLast());
  }

  @Test
  void theLauncherOfACheckoutExplainsTheSameWithoutABuild() throws Exception {
    Path launcher = REPOSITORY.resolve("spikewatt");
    assertEquals(table.general(_ -> true), run(launcher, "help"));
    assertEquals(table.general(_ -> true), run(launcher, "--help"));
    for (String name : List.of("why", "forecast train", "backtest --history", "forecast", "demo")) {
      String[] words = (name + " --help").split(" ");
      assertEquals(table.help(name), run(launcher, words), name);
      String[] before =
          Stream.concat(Stream.of("help"), Stream.of(name.split(" "))).toArray(String[]::new);
      assertEquals(table.help(name), run(launcher, before), name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--yes demo | demo yes=1: demo",
        "demo --yes --speed 5 | demo yes=1: demo --speed 5",
        "--help check | check yes=: check --help",
        "help why | why yes=: why --help",
        "check -h | check yes=: check --help",
        "--yes init 10.0.0.1 | init yes=1: init 10.0.0.1 --yes",
        "run --config a | run yes=: run --config a",
        "help | help yes=: help",
        "--version | --version yes=: --version",
      })
  void helpAndYesWorkAnywhere(String typed, String understood) throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("launcher"),
            ". %s\necho \"$command yes=$yes: $*\"\n"
                .formatted(REPOSITORY.resolve("packaging/bin/arguments")));
    assertEquals(understood + "\n", run(script, typed.split(" ")));
  }

  @Test
  void aMistypedCommandGetsThreeLines() {
    assertEquals(
        """
        no such command: chekc
        did you mean check: checks configuration and profiles, touches nothing?
        spikewatt help lists all commands
        """,
        table.unknown("chekc"));
    assertEquals(2, table.unknown("quux").lines().count());
  }

  @Test
  void aPackageListsWhatItHasAndNamesTheOneThatBringsTheRest() {
    String alone = table.general(_ -> false);
    assertFalse(alone.contains("\n  demo "), alone);
    assertFalse(alone.contains("fleet"), alone);
    assertTrue(alone.contains("demo and simulate come with the package spikewatt-demo.\n"), alone);
    String both = table.general(CommandTable.DEMO::equals);
    assertTrue(both.contains("\n  simulate "), both);
    assertFalse(both.contains("come with"), both);
  }

  @Test
  void theVersionStandsInOnePlaceAndTheChangesBeginWithIt() throws IOException {
    String pom = Files.readString(REPOSITORY.resolve("pom.xml"));
    String version = pom.replaceAll("(?s).*<revision>([^<]*)</revision>.*", "$1");
    String changes =
        Files.readAllLines(REPOSITORY.resolve("CHANGELOG.md")).stream()
            .filter(line -> line.startsWith("## "))
            .findFirst()
            .orElseThrow();
    assertEquals("## " + version, changes);
    String analysis = Files.readString(REPOSITORY.resolve("analysis/pom.xml"));
    assertTrue(analysis.contains("<spikewatt.version>" + version + "</spikewatt.version>"));
  }
}
