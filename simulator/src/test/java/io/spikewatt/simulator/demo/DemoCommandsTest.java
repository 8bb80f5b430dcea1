package io.spikewatt.simulator.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.CommandTable;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each command accepts exactly the options of its help. */
class DemoCommandsTest {

  private static final List<String> UNKNOWN = List.of("--no-such-option");

  private static void takesTheOptionsOfItsHelp(String name, Executable parse) {
    String options =
        String.join(
            ", ",
            new TreeSet<>(
                CommandTable.read().matching(List.of(name)).getFirst().options().keySet()));
    assertEquals(
        "unknown option --no-such-option: expected " + options,
        assertThrows(UsageException.class, parse).getMessage());
  }

  @Test
  void demoAndSimulateTakeTheOptionsOfTheirHelpAndNoOther() {
    takesTheOptionsOfItsHelp("demo", () -> DemoOptions.parse(UNKNOWN));
    takesTheOptionsOfItsHelp("simulate", () -> SimulateCommand.options(UNKNOWN));
  }
}
