package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.CommandHelp;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each command accepts exactly the options of its help. */
class CommandOptionsTest {

  /** Commands that run in other programs, or have no options. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "forecast",
          "model",
          "backtest",
          "demo",
          "simulate",
          "compute-agent",
          "compute-helper",
          "fleet",
          "fleet-demo",
          "help",
          "version");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return Main.run(
        List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void eachCommandTakesTheOptionsOfItsHelpAndNoOther() {
    for (CommandHelp command : CommandTable.read().commands()) {
      if (ELSEWHERE.contains(command.words().getFirst())) {
        continue;
      }
      List<String> arguments = new ArrayList<>(command.words());
      if (command.operands().startsWith("TARGET")) {
        arguments.add("127.0.0.1");
      }
      arguments.add("--no-such-option");
      err.reset();
      assertEquals(ExitCode.USAGE, run(arguments.toArray(String[]::new)), command.name());
      String options = String.join(", ", new TreeSet<>(command.options().keySet()));
      assertEquals(
          "unknown option --no-such-option: expected " + options,
          err.toString(UTF_8).lines().findFirst().orElseThrow());
    }
  }

  @Test
  void aMistypedOptionIsSuggestedAndTheSynopsisFollows() {
    assertEquals(ExitCode.USAGE, run("status", "--jsno"));
    assertEquals(
        """
        unknown option --jsno: expected --config, --healthy, --json (did you mean "--json"?)
        usage: spikewatt status [--config FILE] [--json | --healthy]
        spikewatt status --help explains it
        """,
        err.toString(UTF_8));
  }

  @Test
  void aMistypedCommandIsSuggested() {
    assertEquals(ExitCode.USAGE, run("chekc"));
    assertEquals(3, err.toString(UTF_8).lines().count(), err::toString);
  }

  @Test
  void eachCommandIsExplainedByWhateverProgramRunsIt() {
    for (CommandHelp command : CommandTable.read().commands()) {
      if (command.name().equals("version")) {
        continue;
      }
      List<String> arguments = new ArrayList<>(command.words());
      arguments.add("--help");
      out.reset();
      assertEquals(ExitCode.OK, run(arguments.toArray(String[]::new)), command.name());
      String told = out.toString(UTF_8);
      assertTrue(told.contains("usage: spikewatt"), command.name() + ": " + told);
    }
  }
}
