package io.spikewatt.controller.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.cli.CommandHelp;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command accepts exactly the options of its help. */
class LabOptionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"forecast", "model", "backtest"})
  void eachCommandTakesTheOptionsOfItsHelpAndNoOther(String word) {
    for (CommandHelp command : CommandTable.read().matching(List.of(word))) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      List<String> arguments = new ArrayList<>(command.words());
      arguments.add("--no-such-option");
      ExitCode code =
          LabMain.run(
              arguments,
              new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
              new PrintStream(err, true, UTF_8));
      assertEquals(ExitCode.USAGE, code, command.name());
      assertEquals(
          "unknown option --no-such-option: expected "
              + String.join(", ", new TreeSet<>(command.options().keySet())),
          err.toString(UTF_8).lines().findFirst().orElseThrow(),
          command.name());
    }
  }
}
